//! Turning regions on and off.

use serde_json::{Value, json};

use super::{about, refusal, trusting};
use crate::testing::World;

fn status(world: &mut World, region: &str) -> String {
    let admin = world.admin();
    let arguments = about(world, &json!({"RegionName": region}));
    let answer = world
        .account(&admin, "GetRegionOptStatus", &arguments)
        .unwrap();
    answer["RegionOptStatus"].as_str().unwrap().to_owned()
}

fn switch(world: &mut World, operation: &str, region: &str) -> Result<Value, String> {
    let admin = world.admin();
    let arguments = about(world, &json!({"RegionName": region}));
    world
        .account(&admin, operation, &arguments)
        .map_err(|refusal| crate::testing::told(&refusal))
}

#[test]
fn a_region_is_on_when_time_has_passed_or_one_has_asked_often_enough() {
    let mut world = trusting();
    assert_eq!(status(&mut world, "us-east-1"), "ENABLED_BY_DEFAULT");
    assert_eq!(status(&mut world, "af-south-1"), "DISABLED");
    switch(&mut world, "EnableRegion", "af-south-1").unwrap();
    assert_eq!(status(&mut world, "af-south-1"), "ENABLING");
    world.state.clock.advance(60);
    assert_eq!(status(&mut world, "af-south-1"), "ENABLED");
    switch(&mut world, "DisableRegion", "af-south-1").unwrap();
    let statuses: Vec<String> = (0..4).map(|_| status(&mut world, "af-south-1")).collect();
    assert_eq!(
        statuses,
        ["DISABLING", "DISABLING", "DISABLING", "DISABLED"]
    );
}

#[test]
fn a_region_that_is_under_way_is_let_arrive() {
    let mut world = trusting();
    let invalid = "ValidationException invalidRegionOptTarget";
    let (on, off) = ("EnableRegion", "DisableRegion");
    assert_eq!(switch(&mut world, off, "af-south-1").unwrap_err(), invalid);
    switch(&mut world, on, "af-south-1").unwrap();
    assert_eq!(switch(&mut world, on, "af-south-1").unwrap_err(), invalid);
    assert_eq!(
        switch(&mut world, off, "af-south-1").unwrap_err(),
        "ConflictException"
    );
    world.state.clock.advance(60);
    assert_eq!(switch(&mut world, on, "af-south-1").unwrap_err(), invalid);
    switch(&mut world, off, "af-south-1").unwrap();
    assert_eq!(
        switch(&mut world, on, "af-south-1").unwrap_err(),
        "ConflictException"
    );
    for region in ["us-east-1", "moon-east-1"] {
        assert_eq!(switch(&mut world, on, region).unwrap_err(), invalid);
        assert_eq!(switch(&mut world, off, region).unwrap_err(), invalid);
    }
}

#[test]
fn six_regions_are_under_way_at_once() {
    let mut world = trusting();
    let regions = [
        "af-south-1",
        "ap-east-1",
        "ca-west-1",
        "eu-south-1",
        "me-south-1",
        "il-central-1",
    ];
    for region in regions {
        switch(&mut world, "EnableRegion", region).unwrap();
    }
    assert_eq!(
        switch(&mut world, "EnableRegion", "mx-central-1").unwrap_err(),
        "TooManyRequestsException"
    );
    world.state.clock.advance(60);
    assert!(switch(&mut world, "EnableRegion", "mx-central-1").is_ok());
}

#[test]
fn regions_are_listed_in_pages_and_by_status() {
    let mut world = trusting();
    let admin = world.admin();
    let list = |world: &mut World, arguments: Value| {
        let arguments = about(world, &arguments);
        world.account(&admin, "ListRegions", &arguments).unwrap()
    };
    let whole = list(&mut world, json!({}));
    let names = |answer: &Value| -> Vec<String> {
        let regions = answer["Regions"].as_array().unwrap().iter();
        regions
            .map(|region| region["RegionName"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(names(&whole).len(), 34);
    assert!(whole.get("NextToken").is_none());
    let mut found = Vec::new();
    let mut token = Value::Null;
    loop {
        let page = list(&mut world, json!({"MaxResults": 17, "NextToken": token}));
        found.extend(names(&page));
        token = page["NextToken"].clone();
        if token.is_null() {
            break;
        }
    }
    assert_eq!(found, names(&whole), "and no empty page at the end");
    switch(&mut world, "EnableRegion", "af-south-1").unwrap();
    let under_way = list(&mut world, json!({"RegionOptStatusContains": ["ENABLING"]}));
    assert_eq!(names(&under_way), ["af-south-1"]);
    for wrong in [
        json!({"MaxResults": 0}),
        json!({"MaxResults": 51}),
        json!({"NextToken": "x"}),
        json!({"RegionOptStatusContains": ["ON"]}),
    ] {
        assert_eq!(
            refusal(&mut world, &admin, "ListRegions", &wrong),
            "ValidationException fieldValidationFailed"
        );
    }
}
