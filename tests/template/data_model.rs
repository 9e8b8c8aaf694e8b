//! The table of access patterns in `docs/data-model.md` is about the functions that there are.

use std::{collections::BTreeSet, fs};

use crate::template::{Resource, Template, path, texts};

/// What a function's rows say: what it reads, and what it writes.
struct Row {
    functions: Vec<String>,
    reads: bool,
    writes: bool,
}

fn rows() -> Vec<Row> {
    let text = fs::read_to_string(path("docs/data-model.md")).unwrap();
    let (_, table) =
        text.split_once("| function | reads | writes |\n| --- | --- | --- |\n").expect("the access patterns");
    let lines = table.lines().take_while(|line| line.starts_with('|'));
    lines
        .map(|line| {
            let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
            let [functions, reads, writes] = cells[..] else { panic!("three cells: {line}") };
            // `list-room-infos, of all` is about one function.
            let names = functions.split(", ").filter(|name| !name.starts_with("of "));
            Row { functions: names.map(str::to_owned).collect(), reads: !reads.is_empty(), writes: !writes.is_empty() }
        })
        .collect()
}

/// Whether a function may do any of this to items of its table.
fn may_any(function: Resource, actions: &[&str]) -> bool {
    let granted = function.statements().flat_map(|statement| texts(&statement["Action"]));
    granted.filter_map(|action| action.strip_prefix("dynamodb:")).any(|action| actions.contains(&action))
}

const READS: [&str; 3] = ["GetItem", "BatchGetItem", "Query"];
const WRITES: [&str; 3] = ["PutItem", "UpdateItem", "DeleteItem"];

#[test]
fn each_function_with_a_table_has_its_access_patterns_written_down_and_no_other_has() {
    let (template, rows) = (Template::read(), rows());
    let functions = template.functions();
    let with_table: Vec<_> =
        functions.into_iter().filter(|one| may_any(*one, &[&READS[..], &WRITES].concat())).collect();
    let written: BTreeSet<&str> = rows.iter().flat_map(|row| &row.functions).map(String::as_str).collect();
    assert_eq!(written, with_table.iter().map(|function| function.handler()).collect());
    for function in with_table {
        let own: Vec<&Row> =
            rows.iter().filter(|row| row.functions.iter().any(|name| name == function.handler())).collect();
        for (kind, actions, is_written) in
            [("reads", READS, own.iter().any(|row| row.reads)), ("writes", WRITES, own.iter().any(|row| row.writes))]
        {
            assert_eq!(may_any(function, &actions), is_written, "{} {kind}", function.handler());
        }
    }
}

#[test]
fn what_cleans_up_after_itself_is_in_the_tables_that_have_such_items() {
    let template = Template::read();
    for table in ["RoomTable", "ReservationTable", "PaymentTable", "PromotionTable"] {
        let expiry = &template.get(table).properties["TimeToLiveSpecification"];
        assert_eq!((&expiry["AttributeName"], &expiry["Enabled"]), (&"expiresAt".into(), &true.into()), "{table}");
    }
}
