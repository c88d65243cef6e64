"""Errors of Cost Explorer, Budgets and Billing, and the reasons why some of them cannot occur."""

import datetime

from billing_operations import BILLING, BUDGETS, CE, days_ago, month, own, period, today
from error_cases import MODELS, model_errors, with_arguments, with_fault, with_keys

UNAVAILABLE = "DataUnavailableException"
TOKEN = "InvalidNextTokenException"
INVALID = "InvalidParameterException"
CHANGED = "RequestChangedException"
VALIDATION = "ValidationException"
NO_VIEW = "arn:aws:billing::111122223333:billingview/custom-1234"
WITH_VIEW = ("GetCostAndUsage", "GetCostForecast", "GetDimensionValues")
WITH_PAGES = ("GetCostAndUsage", "GetDimensionValues")


def billing_cases():
    yield from explorer_cases()
    yield from budget_cases()
    yield from preference_cases()
    transfers = "ListInboundResponsibilityTransfers"
    yield case(transfers, "ResponsibilityTransferNotFoundException", Id="rt-aaaaaaaa")


def case(operation, code, **changes):
    return operation, code, None, with_arguments(operation, **changes)


def explorer_cases():
    for operation in CE:
        yield operation, "LimitExceededException", None, with_fault(operation, "Throttle")
        if TOKEN in model_errors(operation):
            yield case(operation, TOKEN, NextPageToken="not-a-token")
    for operation in WITH_PAGES:
        yield operation, CHANGED, None, changed(operation)
        yield operation, "BillExpirationException", None, transferred(operation)
    for operation in WITH_VIEW:
        yield operation, UNAVAILABLE, None, preparing(operation)
        yield case(operation, "ResourceNotFoundException", BillingViewArn=NO_VIEW)
    nothing = {"Dimensions": {"Key": "SERVICE", "Values": ["AWS Nothing"]}}
    yield case("GetCostForecast", UNAVAILABLE, Filter=nothing)
    unknown = "arn:aws:ce::111122223333:anomaly{}/00000000-0000-0000-0000-000000000000"
    yield case("GetAnomalyMonitors", "UnknownMonitorException", MonitorArnList=[unknown.format("monitor")])
    yield case(
        "GetAnomalySubscriptions",
        "UnknownSubscriptionException",
        SubscriptionArnList=[unknown.format("subscription")],
    )


def switched(operation, **switches):
    def prepare(world):
        arguments = world.valid(operation)
        world.sandbox.billing(**switches)
        return arguments, None

    return prepare


def preparing(operation):
    return switched(operation, costExplorer="preparing")


def transfer(world, **more):
    """Another organization has paid since the beginning of this month."""
    since = month(today(world.sandbox)).isoformat() + "T00:00:00Z"
    return {
        "id": "rt-aaaabbbb",
        "name": "Reseller",
        "source": {"accountId": world.sandbox.management, "email": "aws@northwind.example.com"},
        "target": {"accountId": "111122223333", "email": "aws@reseller.example.com"},
        "status": "ACCEPTED",
        "startsAt": since,
        **more,
    }


def transferred(operation):
    def prepare(world):
        world.sandbox.billing(transfer=transfer(world))
        return world.valid(operation), None

    return prepare


def changed(operation):
    """A token of another request of the same kind, which the sandbox gives out where there is much."""

    def prepare(world):
        state = world.sandbox.state()
        state["payers"][world.sandbox.management]["everyService"] = True
        extra = []
        day = month(today(world.sandbox), -3).isoformat()
        for number in range(1001):
            extra.append(entry(day, service=f"Service {number:04}"))
        world.sandbox.put_state(state)
        world.sandbox.billing(entries=extra)
        arguments = world.valid(operation)
        client = world.sandbox.client("ce")
        if operation == "GetDimensionValues":
            token = client.get_dimension_values(**arguments)["NextPageToken"]
            return {**arguments, "Dimension": "LINKED_ACCOUNT", "NextPageToken": token}, None
        groups = [{"Type": "DIMENSION", "Key": key} for key in ("SERVICE", "LINKED_ACCOUNT")]
        start = month(today(world.sandbox), -13)
        arguments = {**arguments, "GroupBy": groups, "TimePeriod": period(start, month(start, 13))}
        token = client.get_cost_and_usage(**arguments)["NextPageToken"]
        return {**arguments, "Metrics": ["AmortizedCost"], "NextPageToken": token}, None

    return prepare


def entry(day, account="999900001111", service="AWS Glue", kind="Usage", cost="1", **more):
    """A charge to put into the books."""
    return {
        "date": day,
        "accountId": account,
        "service": service,
        "recordType": kind,
        "unblended": cost,
        **more,
    }


def budget_cases():
    named = ("DescribeBudget", "DescribeBudgetPerformanceHistory", "DescribeNotificationsForBudget")
    for operation in BUDGETS:
        yield operation, "ThrottlingException", None, with_fault(operation, "Throttle")
        yield operation, "InternalErrorException", None, with_fault(operation, "InternalError")
        yield operation, "AccessDeniedException", None, with_keys(operation, "denied_keys")
        yield case(operation, "AccessDeniedException", AccountId=lambda world: world.member)
        yield case(operation, INVALID, AccountId="1")
        if operation in named:
            yield case(operation, "NotFoundException", BudgetName="Nothing")
            for wrong in (None, "a:b", "a\\b", "x" * 101, "me/action/you"):
                yield case(operation, INVALID, BudgetName=wrong)
        if TOKEN in model_errors(operation):
            yield case(operation, TOKEN, NextToken="not-a-token")
            yield case(operation, INVALID, MaxResults=0)
            yield case(operation, INVALID, MaxResults=limit(operation) + 1)
    for operation in ("DescribeBudgets", "DescribeBudgetNotificationsForAccount"):
        yield operation, "ExpiredNextTokenException", None, expired(operation)
    for operation in ("DescribeBudgetPerformanceHistory", "DescribeNotificationsForBudget"):
        yield operation, "ExpiredNextTokenException", None, expired(operation)


def limit(operation):
    members = MODELS["budgets"].operation_model(operation).input_shape.members
    return members["MaxResults"].metadata["max"]


def expired(operation):
    """A token that was given two hours ago."""

    def prepare(world):
        from helpers import method

        arguments = {**world.valid(operation), "MaxResults": 1}
        answer = method(world.sandbox.client("budgets"), operation)(**arguments)
        world.sandbox.advance(2 * 3600)
        return {**arguments, "NextToken": answer["NextToken"]}, None

    return prepare


def preference_cases():
    [operation] = BILLING
    yield operation, "ThrottlingException", None, with_fault(operation, "Throttle")
    yield operation, "InternalServerException", None, with_fault(operation, "InternalError")
    yield operation, "AccessDeniedException", None, with_keys(operation, "denied_keys")
    yield operation, "AccessDeniedException", None, with_keys(operation, "member_keys")
    yield case(operation, VALIDATION, features=None)
    yield case(operation, VALIDATION, features=["RI_SHARING", "CREDIT_SHARING"])
    yield case(operation, VALIDATION, features=["COLOURS"])
    yield case(operation, VALIDATION, features=["BENEFIT_LEVEL_SHARING"])
    yield case(operation, VALIDATION, maxResults=0)
    yield case(operation, VALIDATION, maxResults=51)
    yield case(operation, VALIDATION, nextToken="not-a-token")
    yield case(operation, VALIDATION, filters=[{"name": "PREFERENCE_KEY", "value": ["a b"]}])


# What Cost Explorer refuses with codes that its model does not list, because they are common to AWS.
def explorer_refusals():
    dimension = {"Dimensions": {"Key": "SERVICE", "Values": ["AWS Glue"]}}
    usage = "GetCostAndUsage"
    for wrong in (
        {"Granularity": "HOURLY"},
        {"Granularity": "WEEKLY"},
        {"Metrics": []},
        {"Metrics": ["Cost"]},
        {"GroupBy": [{"Type": "DIMENSION", "Key": key} for key in ("SERVICE", "REGION", "AZ")]},
        {"GroupBy": [{"Type": "DIMENSION", "Key": "RESOURCE_ID"}]},
        {"Filter": {}},
        {"Filter": {"Not": dimension, **dimension}},
        {"Filter": {"Dimensions": {"Key": "SERVICE", "Values": []}}},
        {"BillingViewArn": "arn:aws:s3:::a-bucket-and-no-view"},
    ):
        yield usage, VALIDATION, with_arguments(usage, **wrong)
    for operation in WITH_PAGES:
        yield operation, VALIDATION, with_arguments(operation, TimePeriod=too_early)
        yield operation, VALIDATION, with_arguments(operation, TimePeriod=too_late)
        yield operation, VALIDATION, with_arguments(operation, TimePeriod=empty)
    forecast = "GetCostForecast"
    for wrong in (
        {"TimePeriod": lambda world: began(world, 2)},
        {"TimePeriod": lambda world: until(world, 20)},
        {"Metric": "USAGE_QUANTITY"},
        {"PredictionIntervalLevel": 50},
        {"PredictionIntervalLevel": 100},
    ):
        yield forecast, VALIDATION, with_arguments(forecast, **wrong)
    interval = lambda days: lambda world: {"StartDate": days_ago(world, 60), "EndDate": days_ago(world, days)}
    yield "GetAnomalies", VALIDATION, with_arguments("GetAnomalies", DateInterval=interval(0))
    yield "GetAnomalies", VALIDATION, with_arguments("GetAnomalies", DateInterval=interval(61))
    for operation in CE:
        yield operation, "AccessDeniedException", with_keys(operation, "denied_keys")
        yield operation, "AccessDeniedException", switched(operation, costExplorer="off")
        yield operation, "AccessDeniedException", unseen(operation)
        yield operation, "InternalFailure", with_fault(operation, "InternalError")


def unseen(operation):
    """A member whose organization shows it nothing."""

    def prepare(world):
        arguments = world.valid(operation)
        world.sandbox.billing(memberAccess=False)
        return arguments, world.member_keys()

    return prepare


def too_early(world):
    date = today(world.sandbox)
    return period(month(date, -13) - datetime.timedelta(1), month(date))


def too_late(world):
    date = today(world.sandbox)
    return period(month(date), month(date, 1) + datetime.timedelta(1))


def empty(world):
    date = month(today(world.sandbox))
    return period(date, date)


def began(world, days):
    date = today(world.sandbox)
    return period(date - datetime.timedelta(days), month(date, 1))


def until(world, months):
    date = today(world.sandbox)
    return period(date, month(date, months))


UNHEALTHY = "the sandbox has everybody's own billing view only, and that is healthy"
ALWAYS_LISTED = "an account without budgets has an empty list of them"
BILLING_CANNOT_OCCUR = {
    **{
        (operation, "BillingViewHealthStatusException"): UNHEALTHY
        for operation in (*WITH_VIEW, "DescribeBudgetPerformanceHistory")
    },
    ("DescribeBudgets", "NotFoundException"): ALWAYS_LISTED,
    ("DescribeBudgetNotificationsForAccount", "NotFoundException"): ALWAYS_LISTED,
    **{
        (operation, "UnsupportedAPIEndpointException"): "the sandbox answers in every Region"
        for operation in ("ListInboundResponsibilityTransfers", "ListOutboundResponsibilityTransfers")
    },
    **{
        (operation, "ConstraintViolationException"): "listing transfers meets no limit"
        for operation in ("ListInboundResponsibilityTransfers", "ListOutboundResponsibilityTransfers")
    },
}
