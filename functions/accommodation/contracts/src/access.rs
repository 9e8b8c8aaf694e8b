//! Who may do what: every function behind the HTTP API with the groups that may call it. A function is built from its row
//! here, and asks for its caller's permit by it, so no other place says which groups may.
//!
//! What is a caller's own, the group says: a customer's reservations, payments, promotions and notices, and a host's rooms
//! with the stays in them. Where only one's own can be meant, the rule that decides about the thing knows whose it is. That
//! groups and scopes are true of every function, `tests/doors` asks of all of them, by callers of every set of groups.

use kernel::{
    Access,
    Scope::{All, Own},
};

use crate::groups::{CUSTOMER, HOST, OPERATOR};

/// `POST /rooms`.
pub static REGISTER_ROOM: Access = Access::groups("register-room", &[(HOST, Own)]);
/// `PATCH /rooms/{roomNumber}`.
pub static CHANGE_ROOM: Access = Access::groups("change-room", &[(HOST, Own)]);
/// `DELETE /rooms/{roomNumber}`.
pub static RETIRE_ROOM: Access = Access::groups("retire-room", &[(HOST, Own)]);
/// `GET /rooms`.
pub static SEARCH_ROOMS: Access = Access::signed_in("search-rooms");
/// `GET /rooms/{roomNumber}`.
pub static GET_ROOM: Access = Access::signed_in("get-room");
/// `POST /reservations`: a host reserves for any customer that it names.
pub static RESERVE_ROOM: Access = Access::groups("reserve-room", &[(CUSTOMER, Own), (HOST, All)]);
/// `GET /reservations/{reservationNumber}`.
pub static GET_RESERVATION: Access =
    Access::groups("get-reservation", &[(CUSTOMER, Own), (HOST, All), (OPERATOR, All)]);
/// `POST /reservations/{reservationNumber}/payment`.
pub static PAY_RESERVATION: Access = Access::groups("pay-reservation", &[(CUSTOMER, Own)]);
/// `DELETE /reservations/{reservationNumber}`.
pub static CANCEL_RESERVATION: Access = Access::groups("cancel-reservation", &[(CUSTOMER, Own), (HOST, Own)]);
/// `POST /reservations/{reservationNumber}/check-out`.
pub static CHECK_OUT: Access = Access::groups("check-out", &[(HOST, Own)]);
/// `POST /payments`.
pub static COMPLETE_PAYMENT: Access = Access::groups("complete-payment", &[(CUSTOMER, Own)]);
/// `GET /payments/{paymentId}`.
pub static GET_PAYMENT: Access = Access::groups("get-payment", &[(CUSTOMER, Own), (OPERATOR, All)]);
/// `POST /promotions`.
pub static GRANT_PROMOTION: Access = Access::groups("grant-promotion", &[(CUSTOMER, Own), (OPERATOR, All)]);
/// `GET /promotions`.
pub static LIST_PROMOTIONS: Access = Access::groups("list-promotions", &[(CUSTOMER, Own), (OPERATOR, All)]);
/// `GET /promotions/{couponId}`.
pub static GET_PROMOTION: Access = Access::groups("get-promotion", &[(CUSTOMER, Own), (OPERATOR, All)]);
/// `POST /promotions/{couponId}/redeem`.
pub static REDEEM_COUPON: Access = Access::groups("redeem-coupon", &[(CUSTOMER, Own)]);
/// `GET /roomInfos`.
pub static LIST_ROOM_INFOS: Access =
    Access::groups("list-room-infos", &[(CUSTOMER, Own), (HOST, All), (OPERATOR, All)]);
/// `GET /roomInfos/{reservationNumber}`.
pub static GET_ROOM_INFO: Access = Access::groups("get-room-info", &[(CUSTOMER, Own), (HOST, All), (OPERATOR, All)]);
/// `GET /me`.
pub static MY_PAGE: Access = Access::groups("my-page", &[(CUSTOMER, Own)]);
/// `GET /notices`.
pub static LIST_NOTICES: Access = Access::groups("list-notices", &[(CUSTOMER, Own)]);
