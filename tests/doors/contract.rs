//! The contract's table of routes, written down a second time: the functions have their own, and the two are compared by
//! asking.

use reqwest::Method;

/// What belongs to whom, in the eyes of the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// The caller's, as a customer.
    TheirsAsCustomer,
    /// The caller's, as a host: the room, or a stay in it.
    TheirsAsHost,
    /// Another customer's and another host's.
    Anothers,
    /// Nobody's: it does not exist.
    Nobodys,
}

/// How far a group reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// To one's own.
    Own,
    /// To everybody's.
    All,
}

/// The contract's column "who".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Anyone, without a token.
    Anyone,
    /// Any caller with a token.
    Any,
    /// These groups.
    Groups(&'static [(&'static str, Reach)]),
}

/// What a request of a route names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Names {
    /// Nothing that is anybody's.
    Nothing,
    /// A room.
    Room,
    /// A hold.
    Hold,
    /// A reservation that is to be cancelled.
    Cancelled,
    /// A paid reservation.
    Paid,
    /// The payment of a paid reservation.
    Payment,
    /// The promotion of a paid reservation.
    Promotion,
    /// A customer, in the query or in the body.
    Customer,
}

/// A route.
#[derive(Debug, Clone, Copy)]
pub struct Route {
    /// As API Gateway writes it.
    pub key: &'static str,
    pub who: Who,
    pub names: Names,
    /// What the requests here are answered where the caller may do it.
    pub allowed: u16,
}

impl Route {
    pub fn method(&self) -> Method {
        self.key.split_once(' ').map_or(Method::PUT, |(method, _)| method.parse().expect("a method"))
    }

    /// The path with an id for its parameter.
    pub fn path(&self, id: &str) -> String {
        let path = self.key.split_once(' ').map_or("/nowhere", |(_, path)| path);
        match (path.find('{'), path.find('}')) {
            (Some(begin), Some(end)) => format!("{}{id}{}", &path[..begin], &path[end + 1..]),
            _ => path.to_owned(),
        }
    }
}

const CUSTOMER: &str = "customer";
const HOST: &str = "host";
const OPERATOR: &str = "operator";

const CUSTOMERS: Who = Who::Groups(&[(CUSTOMER, Reach::Own)]);
const HOSTS: Who = Who::Groups(&[(HOST, Reach::Own)]);
const CUSTOMERS_AND_OPERATORS: Who = Who::Groups(&[(CUSTOMER, Reach::Own), (OPERATOR, Reach::All)]);
const ALL_GROUPS: Who = Who::Groups(&[(CUSTOMER, Reach::Own), (HOST, Reach::All), (OPERATOR, Reach::All)]);

const fn route(key: &'static str, who: Who, names: Names, allowed: u16) -> Route {
    Route { key, who, names, allowed }
}

/// All routes.
pub const ROUTES: [Route; 22] = [
    route("POST /rooms", HOSTS, Names::Nothing, 201),
    route("PATCH /rooms/{roomNumber}", HOSTS, Names::Room, 200),
    // Somebody is about to stay in it.
    route("DELETE /rooms/{roomNumber}", HOSTS, Names::Room, 409),
    route("GET /rooms", Who::Any, Names::Nothing, 200),
    route("GET /rooms/{roomNumber}", Who::Any, Names::Room, 200),
    // The price is another one.
    route("POST /reservations", Who::Groups(&[(CUSTOMER, Reach::Own), (HOST, Reach::All)]), Names::Customer, 409),
    route("GET /reservations/{reservationNumber}", ALL_GROUPS, Names::Hold, 200),
    // The card is declined.
    route("POST /reservations/{reservationNumber}/payment", CUSTOMERS, Names::Hold, 402),
    route(
        "DELETE /reservations/{reservationNumber}",
        Who::Groups(&[(CUSTOMER, Reach::Own), (HOST, Reach::Own)]),
        Names::Cancelled,
        200,
    ),
    // It is not paid.
    route("POST /reservations/{reservationNumber}/check-out", HOSTS, Names::Hold, 409),
    route("POST /payments", CUSTOMERS, Names::Hold, 402),
    route("GET /payments/{paymentId}", CUSTOMERS_AND_OPERATORS, Names::Payment, 200),
    // It was granted when it was paid.
    route("POST /promotions", CUSTOMERS_AND_OPERATORS, Names::Payment, 200),
    route("GET /promotions", CUSTOMERS_AND_OPERATORS, Names::Customer, 200),
    route("GET /promotions/{couponId}", CUSTOMERS_AND_OPERATORS, Names::Promotion, 200),
    route("POST /promotions/{couponId}/redeem", CUSTOMERS, Names::Promotion, 200),
    route("GET /roomInfos", ALL_GROUPS, Names::Customer, 200),
    route("GET /roomInfos/{reservationNumber}", ALL_GROUPS, Names::Paid, 200),
    route("GET /me", CUSTOMERS, Names::Nothing, 200),
    route("GET /notices", CUSTOMERS, Names::Customer, 200),
    route("GET /health", Who::Anyone, Names::Nothing, 200),
    route("$default", Who::Any, Names::Nothing, 404),
];

/// What a caller of these groups is answered who names something of this kind.
pub fn expected(route: &Route, groups: &[&str], whose: Whose) -> u16 {
    let absent = whose == Whose::Nobodys;
    let Who::Groups(granted) = route.who else { return if absent { 404 } else { route.allowed } };
    let granted: Vec<_> = granted.iter().filter(|(group, _)| groups.contains(group)).collect();
    if granted.is_empty() {
        return 403;
    }
    let reaches = |(group, reach): &(&str, Reach)| match whose {
        _ if route.names == Names::Nothing => true,
        Whose::Nobodys => false,
        _ if *reach == Reach::All => true,
        Whose::TheirsAsCustomer => *group == CUSTOMER,
        Whose::TheirsAsHost => *group == HOST,
        Whose::Anothers => false,
    };
    match granted.into_iter().any(reaches) {
        true => route.allowed,
        // Who acts for somebody else is told so; what is another's is not there.
        false if route.names == Names::Customer => 403,
        false => 404,
    }
}
