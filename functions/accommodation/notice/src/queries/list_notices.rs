//! `GET /notices`: a customer's own, newest first, in the language that the request asks for.

use accommodation_contracts::CustomerId;
use jiff::SignedDuration;
use platform::{
    clock,
    http::{Page, PageRequest, Problem, Request, Response, header},
    listing::{Position, page_of},
};

use crate::{
    domain::{Language, Notice, NoticeView},
    notices::Notices,
};

/// How far the clocks of those whose events we tell may be ahead of ours.
const SKEW: SignedDuration = SignedDuration::from_mins(5);

/// Lists the caller's notices.
pub async fn handle<N: Notices>(notices: N, request: Request) -> Result<Response, Problem> {
    let (filter, page) = decode(&request)?;
    let permit = request.permit()?;
    permit.listed(filter)?;
    let start = clock::now().saturating_add(SKEW).map_err(|error| Problem::internal(&error))?;
    let before = page.after.unwrap_or_else(|| Position::before(start));
    // One more than asked for tells whether there is another page.
    let found = notices.list(&permit.caller.id, &before, page.limit + 1).await?;
    let Page { items, next } = page_of(found, page.limit, None, |notice: &Notice| Some(notice.position()));
    let language = Language::preferred(request.header("accept-language").unwrap_or_default());
    let items = items.into_iter().map(|notice| NoticeView::of(notice, language)).collect();
    Ok(Response::ok(Page { items, next }.into_body()?)
        .with(header::CONTENT_LANGUAGE, language.tag().to_owned())
        .with(header::VARY, "Accept-Language".to_owned()))
}

fn decode(request: &Request) -> Result<(Option<CustomerId>, PageRequest<Position>), Problem> {
    let mut fields = request.query();
    let customer = fields.optional_text("customerId", CustomerId::parse);
    let page = PageRequest::read(&mut fields);
    fields.finish(|| Some((customer, page)))
}

#[cfg(test)]
mod tests;
