//! `GET /promotions`: newest first.

use accommodation_contracts::{CustomerId, views::PromotionView};
use jiff::SignedDuration;
use platform::{
    clock,
    http::{Page, PageRequest, Problem, Request, Response},
    listing::{Position, page_of, walk},
    store::{ListingKey, Listings, position_of},
};

use crate::domain::Promotion;

/// How far the clocks of those who grant may be ahead of ours.
const SKEW: SignedDuration = SignedDuration::from_mins(5);

/// Lists a customer's own promotions, or to operators those of one customer or of all.
pub async fn handle<L: Listings<Promotion>>(promotions: L, request: Request) -> Result<Response, Problem> {
    let (filter, page) = decode(&request)?;
    let customer = request.permit()?.listed(filter)?;
    let start = clock::now().saturating_add(SKEW).map_err(|error| Problem::internal(&error))?;
    let before = page.after.unwrap_or_else(|| Position::before(start));
    let found = if let Some(customer) = customer {
        let key = ListingKey::Owner(customer.to_string());
        // One more than asked for tells whether there is another page.
        let found = promotions.list(&key, &before, page.limit + 1).await?;
        page_of(found, page.limit, None, position)
    } else {
        let list =
            async |month, shard, before, limit| promotions.list(&ListingKey::Month(month, shard), &before, limit).await;
        walk(before, page.limit, position, list).await?
    };
    let items = found.items.iter().map(|promotion| PromotionView::from(promotion.public().clone())).collect();
    Ok(Response::ok(Page { items, next: found.next }.into_body()?))
}

fn decode(request: &Request) -> Result<(Option<CustomerId>, PageRequest<Position>), Problem> {
    let mut fields = request.query();
    let customer = fields.optional_text("customerId", CustomerId::parse);
    let page = PageRequest::read(&mut fields);
    fields.finish(|| Some((customer, page)))
}

fn position(promotion: &Promotion) -> Option<Position> {
    position_of(promotion.public().coupon_id.as_str(), promotion)
}

#[cfg(test)]
mod tests {
    use accommodation_contracts::{CouponId, access, promotion::PromotionState, samples};
    use platform::{
        http,
        store::{AggregateStore, Change, MemoryStore, Versioned},
    };
    use testing::{Answer, Api, Person, cause};

    use super::*;
    use crate::domain::PromotionEvent;

    const A_GUEST: Person = Person { id: "c-1", name: "김하나", groups: "customer" };
    const ANOTHER: Person = Person { id: "c-2", name: "박둘", groups: "customer" };
    const AN_OPERATOR: Person = Person { id: "o-1", name: "Pat", groups: "operator" };

    /// Promotions of these ages in days, numbered from 0; every third is another customer's.
    async fn of_ages(days: &[i64]) -> MemoryStore<Promotion> {
        let store = MemoryStore::default();
        for (index, days) in days.iter().enumerate() {
            let coupon_id = CouponId::parse(&format!("C-{index}")).unwrap();
            let customer_id = CustomerId::parse(if index % 3 == 2 { "c-2" } else { "c-1" }).unwrap();
            let granted_at = clock::now() - SignedDuration::from_hours(24 * days);
            let state = PromotionState { coupon_id, customer_id, granted_at, ..samples::promotion() };
            let id = state.coupon_id.to_string();
            let saved = [PromotionEvent::Saved(Box::new(state))];
            store.commit(&Change::new(&id, Versioned::absent(), &saved, &cause(granted_at)).unwrap()).await.unwrap();
        }
        store
    }

    async fn list(store: &MemoryStore<Promotion>, caller: Person, query: &str) -> Answer {
        Api::of(http::function(&access::LIST_PROMOTIONS, store.clone(), handle)).get(caller, &[], query).await
    }

    fn ids(answer: &Answer) -> Vec<&str> {
        let items = answer.body["items"].as_array().unwrap();
        items.iter().map(|item| item["couponId"].as_str().unwrap()).collect()
    }

    #[tokio::test]
    async fn a_customer_sees_its_own_newest_first_page_by_page() {
        let store = of_ages(&[40, 1, 2, 0]).await;
        let first = list(&store, A_GUEST, "limit=2").await;
        assert_eq!(ids(&first), ["C-3", "C-1"]);
        let cursor = first.body["nextCursor"].as_str().unwrap();
        let second = list(&store, A_GUEST, &format!("limit=2&cursor={cursor}")).await;
        assert_eq!(ids(&second), ["C-0"]);
        assert!(second.body["nextCursor"].is_null());
        assert_eq!(ids(&list(&store, ANOTHER, "").await), ["C-2"]);
        assert_eq!(list(&store, ANOTHER, "customerId=c-1").await.status, 403);
    }

    #[tokio::test]
    async fn an_operator_sees_all_or_one_customers() {
        let store = of_ages(&[40, 1, 2, 0]).await;
        assert_eq!(ids(&list(&store, AN_OPERATOR, "").await), ["C-3", "C-1", "C-2", "C-0"]);
        assert_eq!(ids(&list(&store, AN_OPERATOR, "customerId=c-2").await), ["C-2"]);
    }
}
