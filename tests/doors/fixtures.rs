//! A caller who is a customer and a host, another customer, another host, and what each of them has.

use std::{collections::BTreeSet, time::Duration};

use serde_json::{Value, json};
use system_tests::{Booking, Endpoint, Hosted, Persona, Room, Stay, eventually, patience, unique};

use crate::contract::{Names, Whose};

/// Nobody else in the system has this name.
pub const ANOTHERS_NAME: &str = "Unseen Quagga";

/// How long what follows from a request may take.
const SETTLED_WITHIN: Duration = Duration::from_secs(30);

/// One stay of each kind: of the caller in another's room, of another in the caller's room, and of another in another's.
struct Stays {
    own: Booking,
    hosted: Booking,
    foreign: Booking,
}

impl Stays {
    fn of(&self, whose: Whose) -> Option<&Booking> {
        match whose {
            Whose::TheirsAsCustomer => Some(&self.own),
            Whose::TheirsAsHost => Some(&self.hosted),
            Whose::Anothers => Some(&self.foreign),
            Whose::Nobodys => None,
        }
    }
}

/// The system and who is in it.
pub struct World {
    pub hosted: Hosted,
    /// The caller, whose `sub` all callers have.
    caller: Persona,
    another: Persona,
    own_room: Room,
    other_room: Room,
    held: Stays,
    cancelled: Stays,
    paid: Stays,
}

impl World {
    pub async fn start() -> Self {
        let hosted = Hosted::with_idle_schedules(&[]).await;
        let system = &hosted.system;
        let caller = system.persona("김하나", &["customer", "host"]).await;
        let another = system.persona(ANOTHERS_NAME, &["customer"]).await;
        let other_host = system.host().await;
        let own_room = Room::on_sale(&caller, &another, 100_000).await;
        let other_room = Room::on_sale(&other_host, &another, 100_000).await;
        let stays = async |day| Stays {
            own: Booking::reserve(&caller, &other_room, Stay::new(day, 1)).await,
            hosted: Booking::reserve(&another, &own_room, Stay::new(day, 1)).await,
            foreign: Booking::reserve(&another, &other_room, Stay::new(day + 1, 1)).await,
        };
        let (held, cancelled, paid) = (stays(10).await, stays(20).await, stays(30).await);
        for booking in [&paid.own, &paid.hosted, &paid.foreign] {
            booking.pay().await.expect(201);
            booking.complete_row(SETTLED_WITHIN).await;
        }
        let world = Self { hosted, caller, another, own_room, other_room, held, cancelled, paid };
        world.settled().await;
        world
    }

    /// The caller, signed in as a member of these groups only.
    pub async fn caller(&self, groups: &[&str]) -> Persona {
        let profile = json!({ "sub": self.caller.id, "name": self.caller.name, "groups": groups });
        let system = &self.hosted.system;
        let token = system.stranger(None).post("/dev/token", &profile).await.expect(200).str("token");
        system.stranger(Some(&token))
    }

    /// Another customer.
    pub const fn another(&self) -> &Persona {
        &self.another
    }

    /// What only those may see to whom the other customer's things are shown.
    pub fn private(&self) -> Vec<String> {
        let stays = [&self.held, &self.cancelled, &self.paid];
        let numbers = stays.into_iter().flat_map(|stays| [&stays.hosted.number, &stays.foreign.number]);
        numbers.cloned().chain([self.another.id.clone(), ANOTHERS_NAME.to_owned()]).collect()
    }

    /// The ids that a request may name, with whose they are.
    pub fn things(&self, names: Names) -> Vec<(Whose, String)> {
        let stays = |stays: &Stays, id: fn(&str) -> String| {
            let all = [Whose::TheirsAsCustomer, Whose::TheirsAsHost, Whose::Anothers, Whose::Nobodys];
            let number = |whose| stays.of(whose).map_or_else(|| unique("R"), |booking| booking.number.clone());
            all.map(|whose| (whose, id(&number(whose)))).to_vec()
        };
        match names {
            Names::Nothing => vec![(Whose::TheirsAsCustomer, String::new())],
            Names::Room => vec![
                (Whose::TheirsAsHost, self.own_room.number.clone()),
                (Whose::Anothers, self.other_room.number.clone()),
                (Whose::Nobodys, unique("R")),
            ],
            Names::Hold => stays(&self.held, str::to_owned),
            Names::Cancelled => stays(&self.cancelled, str::to_owned),
            Names::Paid => stays(&self.paid, str::to_owned),
            Names::Payment => stays(&self.paid, |number| number.replacen("R-", "P-", 1)),
            Names::Promotion => stays(&self.paid, |number| number.replacen("R-", "C-", 1)),
            Names::Customer => {
                vec![(Whose::TheirsAsCustomer, self.caller.id.clone()), (Whose::Anothers, self.another.id.clone())]
            }
        }
    }

    /// A body of the route in which nothing is wrong, that names this.
    pub fn body(&self, key: &str, id: &str) -> Option<Value> {
        let declined = json!({ "cardToken": "tok_declined" });
        Some(match key {
            "POST /rooms" => Room::plan(50_000).registration(),
            "PATCH /rooms/{roomNumber}" => json!({ "roomName": self.own_room.name }),
            "POST /reservations" => {
                let mut body = self.other_room.reservation(Stay::new(50, 1));
                body["customerId"] = json!(id);
                body["customerName"] = json!("누군가");
                body["paymentPrice"] = json!(1);
                body
            }
            "POST /reservations/{reservationNumber}/payment" => declined,
            "POST /payments" => json!({ "reservationNumber": id, "cardToken": "tok_declined" }),
            "POST /promotions" => json!({ "paymentId": id }),
            _ => return None,
        })
    }

    /// Everything that is stored, once all that follows from earlier requests is done.
    pub async fn settled(&self) -> BTreeSet<String> {
        let endpoint = Endpoint::at(&self.hosted.endpoint_url);
        let mut before = BTreeSet::new();
        eventually("nothing happens any more", patience(SETTLED_WITHIN), async || {
            let queues = self.hosted.system.stranger(None).get("/dev/queues").await.expect(200).json();
            let busy = |(name, queue): (&String, &Value)| {
                // Holds end in a quarter of an hour.
                let delayed = !name.contains("HoldTimer") && queue["delayed"] != 0;
                (delayed || queue["visible"] != 0 || queue["inFlight"] != 0).then(|| format!("{name}: {queue}"))
            };
            let mut busy: Vec<String> = queues.as_object().expect("queues").iter().filter_map(busy).collect();
            let now: BTreeSet<String> = endpoint.all_items().await.iter().map(canonical).collect();
            if before != now {
                busy.push("items change".to_owned());
            }
            before.clone_from(&now);
            if busy.is_empty() { Ok(now) } else { Err(busy.join(", ")) }
        })
        .await
    }
}

/// The fields of an item come in any order.
fn canonical(item: &Value) -> String {
    serde_json_canonicalizer::to_string(item).expect("JSON")
}
