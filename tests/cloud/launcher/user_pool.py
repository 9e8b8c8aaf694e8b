"""`ProviderURL`, an attribute of `AWS::Cognito::UserPool` that AWS documents and MiniStack lacks.

Its value is the `iss` of the tokens that MiniStack's own user pool issues. Were it another text, the API's authorizer
would refuse every token.
"""

from ministack.services.cloudformation import provisioners

from launcher import private


def install() -> None:
    """Adds the attribute to those that a template may ask a user pool for."""

    def attributes(pool_id: str) -> dict[str, str]:
        found: dict[str, str] = original(pool_id)
        return {**found, "ProviderURL": f"https://{found['ProviderName']}"}

    original = private.replace(provisioners, "_cognito_user_pool_attributes", attributes)
