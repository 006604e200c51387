"""Dates to the day, the month or the year, as people type them and files carry them."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.parts.dates import (
    UNKNOWN,
    DateError,
    FuzzyDate,
    Precision,
    since,
    span,
    until,
)

AUGUST_14 = FuzzyDate.of_day(date(2023, 8, 14))
AUGUST = FuzzyDate.of_month(2023, 8)
YEAR = FuzzyDate.of_year(2023)

days = st.dates(min_value=date(1800, 1, 1), max_value=date(2200, 12, 31))
known = st.builds(FuzzyDate, days, st.sampled_from([Precision.DAY, Precision.MONTH, Precision.YEAR]))
fuzzy = st.just(UNKNOWN) | known


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2023", YEAR),
        (" 2023 ", YEAR),
        ("2023-00-00", YEAR),
        ("Aug 2023", AUGUST),
        ("august 2023", AUGUST),
        ("Aug. 2023", AUGUST),
        ("August, 2023", AUGUST),
        ("Aug-23", AUGUST),
        ("Aug '23", AUGUST),
        ("2023 Aug", AUGUST),
        ("2023-08", AUGUST),
        ("2023/8", AUGUST),
        ("8/2023", AUGUST),
        ("2023-08-00", AUGUST),
        ("8/14/2023", AUGUST_14),
        ("08/14/23", AUGUST_14),
        ("8-14-2023", AUGUST_14),
        ("14/8/2023", AUGUST_14),
        ("14.8.2023", AUGUST_14),
        ("3.8.2023", FuzzyDate.of_day(date(2023, 8, 3))),
        ("2023-08-14", AUGUST_14),
        ("2023/08/14", AUGUST_14),
        ("20230814", AUGUST_14),
        ("2023-08-14T09:30:00Z", AUGUST_14),
        ("2023-08-14 09:30:00.123", AUGUST_14),
        ("8/14/2023 9:30 AM", AUGUST_14),
        ("14 Aug 2023", AUGUST_14),
        ("14-Aug-23", AUGUST_14),
        ("14th of August 2023", AUGUST_14),
        ("Aug 14, 2023", AUGUST_14),
        ("August 14th, 2023", AUGUST_14),
        ("Monday, August 14, 2023", AUGUST_14),
        ("Mon. 14 aug 2023", AUGUST_14),
        ("２０２３－０８－１４", AUGUST_14),
        ("14\u00a0Aug\u00a02023", AUGUST_14),
        ("9/1/08", FuzzyDate.of_day(date(2008, 9, 1))),
        ("7-Feb-72", FuzzyDate.of_day(date(1972, 2, 7))),
        ("Sept 2021", FuzzyDate.of_month(2021, 9)),
        ("29 Feb 2024", FuzzyDate.of_day(date(2024, 2, 29))),
        ("", UNKNOWN),
        ("  ", UNKNOWN),
        ("?", UNKNOWN),
        ("N/A", UNKNOWN),
        ("not known", UNKNOWN),
        ("0/0/00", UNKNOWN),
        ("0000-00-00", UNKNOWN),
        ("00/00/0000", UNKNOWN),
    ],
)
def test_it_reads_what_people_type_and_files_carry(typed, meant):
    assert FuzzyDate.parse(typed) == meant


def test_it_puts_the_day_first_between_dots_alone():
    assert FuzzyDate.parse("8/9/2023") == FuzzyDate.of_day(date(2023, 8, 9))
    assert FuzzyDate.parse("8.9.2023") == FuzzyDate.of_day(date(2023, 9, 8))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("20025", "“20025” is not a year we can use"),
        ("8/14/20025", "“20025” is not a year we can use"),
        ("0023-08-14", "“0023” is not a year we can use"),
        ("1/1/1066", "between 1800 and 2200"),
        ("9" * 70, "is not a year we can use"),
        ("2/30/2023", "not in the calendar"),
        ("29 Feb 2023", "not in the calendar"),
        ("13/13/2023", "not in the calendar"),
        ("2023-13", "not in the calendar"),
        ("2023-24", "not in the calendar"),
        ("2023-00-14", "not a date we can read"),
        ("Aug 23", "not a date we can read"),
        ("23 Aug", "not a date we can read"),
        ("fall 2023", "Write 2023, Aug 2023 or 8/14/2023"),
        ("soon", "leave it empty"),
        ("8/14-2023", "not a date we can read"),
        ("2023-08-14 or so", "not a date we can read"),
        ("12", "not a date we can read"),
        ("2023" + " " * 90 + "x", "not a date we can read"),
        ("=1+1", "not a date we can read"),
    ],
)
def test_it_refuses_an_absurd_date_in_words(typed, said):
    with pytest.raises(DateError, match=said) as refused:
        FuzzyDate.parse(typed)
    assert len(str(refused.value)) < 200


@given(st.text(max_size=100))
def test_it_reads_or_refuses_any_text_and_never_breaks(typed):
    try:
        answer = FuzzyDate.parse(typed).iso or "not known"
    except DateError as refused:
        answer = str(refused)
    assert answer


@pytest.mark.parametrize(
    ("value", "earliest", "latest"),
    [
        (AUGUST_14, date(2023, 8, 14), date(2023, 8, 14)),
        (AUGUST, date(2023, 8, 1), date(2023, 8, 31)),
        (FuzzyDate.of_month(2024, 2), date(2024, 2, 1), date(2024, 2, 29)),
        (YEAR, date(2023, 1, 1), date(2023, 12, 31)),
        (UNKNOWN, None, None),
    ],
)
def test_it_knows_the_earliest_and_the_latest_day_it_can_mean(value, earliest, latest):
    assert (value.earliest, value.latest) == (earliest, latest)


@given(known)
def test_it_is_the_same_date_stored_as_a_start_or_as_an_end(value):
    assert FuzzyDate(value.earliest, value.precision) == FuzzyDate(value.latest, value.precision) == value
    assert hash(FuzzyDate(value.latest, value.precision)) == hash(value)


@given(fuzzy)
def test_it_reads_back_what_it_writes_to_files_and_to_people(value):
    assert FuzzyDate.parse(value.iso) == value
    assert FuzzyDate.parse(str(value)) == value


def test_it_takes_a_precision_as_stored_and_leaves_out_the_time():
    assert FuzzyDate(date(2023, 8, 31), "month") == AUGUST
    assert FuzzyDate(datetime(2023, 8, 14, 9, 30, tzinfo=UTC), "day") == AUGUST_14


@pytest.mark.parametrize(
    "wrong", [(None, "day"), (date(2023, 8, 14), "unknown"), (date(2023, 8, 14), "week")]
)
def test_it_refuses_a_day_without_precision_and_a_precision_without_day(wrong):
    with pytest.raises(ValueError):
        FuzzyDate(*wrong)


def test_it_orders_unknown_first_then_by_first_day_the_longer_period_first():
    later = FuzzyDate.of_day(date(2024, 1, 1))
    first_of_year = FuzzyDate.of_day(date(2023, 1, 1))
    assert sorted([later, AUGUST_14, first_of_year, AUGUST, YEAR, UNKNOWN]) == [
        UNKNOWN,
        YEAR,
        first_of_year,
        AUGUST,
        AUGUST_14,
        later,
    ]


@given(fuzzy, fuzzy)
def test_it_orders_any_two_dates_one_way_or_calls_them_equal(one, other):
    assert [one < other, one == other, one > other].count(True) == 1


def test_it_says_dates_in_words():
    assert [str(value) for value in (AUGUST_14, AUGUST, YEAR, UNKNOWN)] == [
        "14 Aug 2023",
        "Aug 2023",
        "2023",
        "not known",
    ]
    assert since(AUGUST) == "since Aug 2023"
    assert since(UNKNOWN) == "start not known"
    assert until(YEAR) == "until 2023"
    assert until(UNKNOWN) == "ended, day not known"


@pytest.mark.parametrize(
    ("start", "end", "ended", "said"),
    [
        (AUGUST, UNKNOWN, False, "since Aug 2023"),
        (UNKNOWN, UNKNOWN, False, "start not known"),
        (FuzzyDate.of_year(2019), AUGUST, True, "2019 – Aug 2023"),
        (FuzzyDate.of_year(2019), AUGUST, False, "2019 – Aug 2023"),
        (UNKNOWN, AUGUST, True, "until Aug 2023"),
        (FuzzyDate.of_year(2019), UNKNOWN, True, "2019 – ended, day not known"),
        (UNKNOWN, UNKNOWN, True, "ended, day not known"),
    ],
)
def test_it_says_how_long_something_lasted(start, end, ended, said):
    assert span(start, end, ended=ended) == said
