"""Adding up what Cost Explorer answers, in Python's decimals."""

from decimal import Decimal

from billing_operations import month, period, today

DAY = 24 * 3600


def groups(*keys):
    return [{"Type": "DIMENSION", "Key": key} for key in keys]


def only(key, *values):
    return {"Dimensions": {"Key": key, "Values": list(values)}}


def ask(ce, when, *keys, granularity="MONTHLY", metrics=("UnblendedCost",), **more):
    """The periods of an answer, over all of its pages."""
    wanted = {"TimePeriod": when, "Granularity": granularity, "Metrics": list(metrics), **more}
    if keys:
        wanted["GroupBy"] = groups(*keys)
    results = []
    while True:
        answer = ce.get_cost_and_usage(**wanted)
        results += answer["ResultsByTime"]
        if "NextPageToken" not in answer:
            return results
        wanted["NextPageToken"] = answer["NextPageToken"]


def rows(results, metric="UnblendedCost"):
    """By period and keys. No row may come twice."""
    found = {}
    for result in results:
        start = result["TimePeriod"]["Start"]
        for group in result["Groups"]:
            key = (start, *group["Keys"])
            assert key not in found, f"{key} comes twice"
            found[key] = Decimal(group["Metrics"][metric]["Amount"])
    return found


def total(results, metric="UnblendedCost"):
    return sum(Decimal(result["Total"][metric]["Amount"]) for result in results)


def history(sandbox, months=13):
    """The closed months, the current one not among them."""
    date = today(sandbox)
    return period(month(date, -months), month(date))


def move_to_day(sandbox, day):
    """Moves the clock to noon of a day of this month, or of the next one."""
    date = today(sandbox)
    wanted = date.replace(day=day) if date.day <= day else month(date, 1).replace(day=day)
    sandbox.advance((wanted - date).days * DAY)
    return wanted
