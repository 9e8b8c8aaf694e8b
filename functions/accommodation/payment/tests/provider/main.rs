//! Who moves the money: what every provider must do, run on the simulated one and on a gateway over HTTPS; and what the
//! gateway's adapter makes of every way in which answers get lost.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops at the first surprise")]

mod charging;
mod contract;
mod gateway;
mod network;
mod secrecy;
mod tls;

use std::time::Duration;

use accommodation_contracts::{PaymentId, calls::CardToken};
use gateway::Gateway;
use kernel::Won;
use payment::provider::{ChargeKey, HttpsProvider, SimulatedProvider};
use platform::{
    outbound::{BaseUrl, BearerToken, RemoteApi, TrustStore},
    store::MemoryCopies,
};

/// What the gateway knows us by.
const API_KEY: &str = "sk_never_logged";
/// Far longer than a machine under load takes to answer itself.
const PLENTY: Duration = Duration::from_secs(20);

fn key(attempt: u32) -> ChargeKey {
    ChargeKey::of(&PaymentId::parse("P-1").unwrap(), attempt)
}

fn won(amount: u64) -> Won {
    Won::parse(amount).unwrap()
}

fn card(token: &str) -> CardToken {
    CardToken::parse(token).unwrap()
}

/// The adapter for a gateway that this trust store vouches for.
fn provider(url: &str, trust: TrustStore, timeout: Duration) -> HttpsProvider {
    let (base, token) = (BaseUrl::parse(url).unwrap(), BearerToken::parse(API_KEY).unwrap());
    HttpsProvider::new(RemoteApi::new(base, token, trust), timeout)
}

/// The adapter for a gateway without TLS.
fn plain(gateway: &Gateway, timeout: Duration) -> HttpsProvider {
    provider(&gateway.url, TrustStore::empty(), timeout)
}

/// One test per rule and provider.
macro_rules! contract {
    ($($rule:ident),+ $(,)?) => {
        mod simulated {
            $(#[tokio::test(start_paused = true)] async fn $rule() {
                super::contract::$rule(super::SimulatedProvider::new(super::MemoryCopies::default())).await;
            })+
        }
        mod https {
            $(#[tokio::test] async fn $rule() {
                let gateway = super::Gateway::start().await;
                super::contract::$rule(super::plain(&gateway, super::PLENTY)).await;
                gateway.moved_money_once_per_key();
            })+
        }
    };
}

contract!(
    a_charge_nobody_asked_for_is_not_found,
    a_verdict_is_found_as_it_was_given,
    a_key_has_one_verdict_whatever_amount_or_card_comes_next,
    many_who_charge_at_once_hear_the_same,
    a_charge_without_an_answer_is_found,
    a_refund_may_be_repeated,
    attempts_of_one_payment_are_charges_of_their_own,
);
