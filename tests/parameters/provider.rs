//! Who moves the money is the operator's to choose; here, nobody does.

use system_tests::Hosted;

#[tokio::test(flavor = "multi_thread")]
async fn a_gateways_key_is_not_looked_up_here_and_the_start_says_so() {
    let parameters = [
        ("PaymentProvider", "https"),
        ("PaymentProviderUrl", "https://gateway.example/v1"),
        ("PaymentProviderSecretArn", "arn:aws:secretsmanager:ap-northeast-2:000000000000:secret:gateway-AbCdEf"),
    ];
    let error = Hosted::start_with(&parameters).await.err().expect("nobody knows the key");
    assert!(error.contains("PAYMENT_PROVIDER_API_KEY") && error.contains("dynamic reference"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gateway_over_plain_http_is_refused() {
    let error = Hosted::start_with(&[("PaymentProviderUrl", "http://gateway.example")]).await.err();
    assert!(error.expect("no TLS").contains("PaymentProviderUrl"));
}
