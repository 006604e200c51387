"""One thing done to many: told before how many and who, written in one act, taken back in one press."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from contacts.lists.bulk_verbs import verbs_of
from contacts.lists.services import create_static_list
from contacts.models import Consent, ListEntry, Organization, Person, SavedList, Tag, Tagging, Task
from crm.accounts.rights import UserRole
from crm.parts.audit import AuditEvent
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def opened(client: Client, verb: str, of: str = "people", **asked: Any) -> Any:
    """The page before a bulk act, as the bar of a list opens it."""
    return client.get(f"/{of}/bulk/{verb}/", {"whom": "all", "question": "", **asked})


def sent(client: Client, page: Any, **typed: Any) -> Any:
    """The same page sent with all that it carried."""
    html = page.content.decode().partition('<form class="form" method="post"')[2].partition("</form>")[0]
    carried = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', html))
    del carried["csrfmiddlewaretoken"]
    carried = {name: value.replace("&amp;", "&") for name, value in carried.items()}
    return client.post(page.request["PATH_INFO"], {**carried, **typed}, follow=True)


def done(
    client: Client, verb: str, of: str = "people", asked: dict[str, Any] | None = None, **typed: Any
) -> Any:
    page = opened(client, verb, of, **(asked or {}))
    assert page.status_code == 200
    return sent(client, page, **typed)


def says(answer: Any) -> str:
    return " ".join(" ".join(answer.content.decode().split()).replace("&#x27;", "'").split())


def undo_last(client: Client) -> Any:
    event = AuditEvent.objects.latest("pk")
    return client.post(f"/acts/{event.uid}/undo/", {"next": "/people/"}, follow=True)


def test_it_tells_whom_and_how_they_stand_before(cast: Cast) -> None:
    for number in range(12):
        factories.person(f"Person {number:02}", owner=cast.cy if number < 3 else None)
    page = says(opened(cast.client("ben"), "point-person"))
    assert "Point person of 12 people" in page
    assert "Person 09 </span> and 2 more" in page.replace("</span>", " </span>")
    assert "<b>3</b> <span>Cy Moreno</span>" in page
    assert "<b>9</b> <span>no one yet</span>" in page


def test_it_assigns_a_point_person_in_one_act_and_takes_it_back_in_one_press(cast: Cast) -> None:
    his, hers, nobodys = (factories.person(owner=owner) for owner in (cast.ben, cast.cy, None))
    ben, before = cast.client("ben"), AuditEvent.objects.count()
    answer = done(ben, "point-person", owner=str(cast.ben.uid))
    assert "Ben Lindqvist is now the point person of 2 people. 1 was so already." in says(answer)
    assert set(Person.objects.values_list("owner", flat=True)) == {cast.ben.pk}
    assert AuditEvent.objects.count() == before + 1
    event = AuditEvent.objects.latest("pk")
    assert (event.verb, event.subject) == ("assign point person", "3 people: Ben Lindqvist")
    assert event.counts == {"person~": 2}
    assert "Undone." in says(undo_last(ben))
    owners = [Person.objects.get(pk=one.pk).owner for one in (his, hers, nobodys)]
    assert owners == [cast.ben, cast.cy, None]


def test_it_takes_those_ticked_those_on_the_page_or_all_that_match(cast: Cast) -> None:
    people = [factories.person(f"P{number:02}") for number in range(53)]
    ben = cast.client("ben")
    listed = ben.get("/people/?sort=-name")
    on_page = re.search(r'name="on_page" value="([^"]+)"', listed.content.decode())
    assert on_page is not None
    ticked = {"whom": "chosen", "chosen": [str(people[1].uid), str(people[2].uid)], "on_page": on_page[1]}
    assert "Tag 2 people" in says(opened(ben, "tag", **ticked))
    page = opened(ben, "tag", **{**ticked, "whom": "page"})
    assert "Tag 50 people" in says(page)
    sent(ben, page, tags="on the page")
    assert not Tagging.objects.filter(party__in=[one.pk for one in people[:3]]).exists()
    assert "Tag 53 people" in says(opened(ben, "tag", **{**ticked, "whom": "all"}))


def test_it_asks_the_filter_and_the_order_of_the_list(cast: Cast) -> None:
    factories.person("Ann", owner=cast.ben)
    factories.person("Zoe", owner=cast.ben)
    factories.person("Other")
    ben = cast.client("ben")
    listed = ben.get("/people/?whose=mine&sort=-name&columns=name&page=1").content.decode()
    asked = re.search(r'name="question" value="([^"]*)"', listed)
    assert asked is not None
    assert asked[1] == "whose=mine&amp;sort=-name"
    page = says(opened(ben, "tag", question="whose=mine&sort=-name"))
    assert '<span class="one">Zoe</span>, <span class="one">Ann</span>' in page


def test_it_works_on_a_list_that_was_saved(cast: Cast) -> None:
    """The bar takes its question from the page, whatever the page's own address is."""
    here, _elsewhere = factories.person("Here"), factories.person("Elsewhere")
    saved = create_static_list(by=cast.ben, name="By hand", of="people")
    done(
        cast.client("ben"),
        "list",
        asked={"whom": "chosen", "chosen": [str(here.uid)]},
        saved_list=str(saved.uid),
    )
    assert [entry.party_id for entry in ListEntry.objects.filter(saved_list=saved)] == [here.pk]


def test_it_writes_nothing_if_others_match_by_now(cast: Cast) -> None:
    factories.person("First")
    ben = cast.client("ben")
    page = opened(ben, "tag")
    factories.person("Second")
    before = AuditEvent.objects.count()
    again = sent(ben, page, tags="forum")
    assert again.status_code == 409
    assert "It was 1 person when you looked, and now it is 2 people." in says(again)
    assert 'value="forum"' in says(again), "what was typed stays"
    assert (AuditEvent.objects.count(), Tagging.objects.count()) == (before, 0)
    assert "Put “forum” on 2 people." in says(sent(ben, again, tags="forum"))


def test_it_writes_nothing_if_what_it_told_has_changed(cast: Cast) -> None:
    who = factories.person("First")
    ben = cast.client("ben")
    page = opened(ben, "point-person")
    done(cast.client("cy"), "point-person", owner=str(cast.cy.uid))
    again = sent(ben, page, owner=str(cast.ben.uid))
    assert again.status_code == 409
    assert "What is so of them has changed since you looked." in says(again)
    assert Person.objects.get(pk=who.pk).owner == cast.cy


def test_it_leaves_out_and_tells_who_is_gone(cast: Cast) -> None:
    here, gone = factories.person("Here"), factories.person("Gone")
    gone.party.trashed_at = timezone.now()
    factories.make(gone.party)
    ben = cast.client("ben")
    chosen = {"whom": "chosen", "chosen": [str(here.uid), str(gone.uid), "nonsense"]}
    page = opened(ben, "tag", **chosen)
    assert "1 of those chosen is not on the record any more and was left out." in says(page)
    assert "Gone" not in says(page)
    sent(ben, page, tags="forum")
    assert [tagging.party_id for tagging in Tagging.objects.all()] == [here.pk]
    nobody = opened(ben, "tag", whom="chosen", chosen=str(gone.uid))
    assert (nobody.status_code, "Nobody is chosen" in says(nobody)) == (400, True)


def test_it_refuses_a_wrong_question_and_an_unknown_verb(cast: Cast) -> None:
    factories.person()
    ben = cast.client("ben")
    wrong = opened(ben, "tag", question="sphre=school")
    assert (wrong.status_code, "sphre" in says(wrong)) == (400, True)
    assert opened(ben, "trash").status_code == 404
    assert opened(ben, "archive", of="organizations").status_code == 404


def test_it_is_for_those_who_may_write(cast: Cast) -> None:
    who = factories.person()
    vi, before = cast.client("vi"), AuditEvent.objects.count()
    assert opened(vi, "tag").status_code == 403
    assert vi.post("/people/bulk/tag/", {"whom": "all", "question": "", "tags": "x"}).status_code == 403
    assert AuditEvent.objects.count() == before
    assert not Tagging.objects.filter(party=who.pk).exists()
    assert "data-choose" not in cast.page("vi", "/people/")
    assert "data-choose" in cast.page("ben", "/people/")


def test_it_puts_tags_on_and_takes_them_off(cast: Cast) -> None:
    one, other = factories.person("One"), factories.person("Other")
    factories.tag(one.party, "site council")
    ben = cast.client("ben")
    answer = done(ben, "tag", tags="Site  Council, fall forum")
    assert "Put “Site Council, fall forum” on 2 people." in says(answer)
    assert {tag.name for tag in Tag.objects.all()} == {"site council", "fall forum"}
    again = done(ben, "tag", tags="fall forum")
    assert "Nothing differed, so nothing was changed." in says(again)
    page = opened(ben, "untag", whom="chosen", chosen=str(other.uid))
    assert "site council (1)" in says(page)
    site_council = Tag.objects.get(folded="site council")
    assert "Took “site council” off 1 person." in says(sent(ben, page, tag=str(site_council.pk)))
    assert set(Tagging.objects.filter(party=one.pk).values_list("tag__folded", flat=True)) == {
        "site council",
        "fall forum",
    }
    undo_last(ben)
    assert Tagging.objects.filter(party=other.pk, tag=site_council).exists()


@pytest.mark.parametrize("typed", ["", "x" * 81, "a\0b"])
def test_it_says_what_is_wrong_with_a_tag(cast: Cast, typed: str) -> None:
    factories.person()
    answer = done(cast.client("ben"), "tag", tags=typed)
    assert answer.status_code == 200
    assert "Not saved yet" in says(answer)
    assert not Tag.objects.exists()


def test_it_puts_them_on_a_list_or_on_a_new_one(cast: Cast) -> None:
    one, _other = factories.person(), factories.person()
    mine = create_static_list(by=cast.ben, name="Hearing", of="people")
    create_static_list(by=cast.cy, name="Not his to see", of="people")
    create_static_list(by=cast.ben, name="Of organizations", of="organizations")
    ben = cast.client("ben")
    page = says(opened(ben, "list"))
    assert "Hearing" in page
    assert "Not his to see" not in page
    assert "Of organizations" not in page
    ticked = {"whom": "chosen", "chosen": str(one.uid)}
    assert "Put 1 person on “Hearing”." in says(done(ben, "list", asked=ticked, saved_list=str(mine.uid)))
    assert "Put 1 person on “Hearing”. 1 was so already." in says(done(ben, "list", saved_list=str(mine.uid)))
    assert "Put 2 people on “Forum”." in says(done(ben, "list", name="Forum"))
    assert SavedList.objects.get(name="Forum").entries.count() == 2
    for typed in ({}, {"name": "Both", "saved_list": str(mine.uid)}, {"name": "hearing"}):
        assert "Not saved yet" in says(done(ben, "list", **typed))
    undo_last(ben)
    assert not SavedList.objects.filter(name="Forum").exists()


def test_it_adds_a_next_step_for_each_once_however_often_it_is_sent(cast: Cast) -> None:
    his, nobodys = factories.person("His", owner=cast.cy), factories.person("Nobodys")
    factories.task("Hers alone", party=his.party, by=cast.ada, visibility="owner")
    ben = cast.client("ben")
    page = opened(ben, "next-step")
    assert "open next step" not in says(page), "what he may not see is not told"
    assert "open next step" in says(opened(cast.client("ada"), "next-step"))
    typed = {"title": "Invite to the forum", "due_on": "2027-01-14", "assignee": "each"}
    assert "Added “Invite to the forum” for 2 people." in says(sent(ben, page, **typed))
    assert "Nothing differed" in says(sent(ben, page, **typed))
    made = Task.objects.filter(title="Invite to the forum")
    assert {(task.party_id, task.assignee) for task in made} == {(his.pk, cast.cy), (nobodys.pk, None)}
    assert {str(task.due_on) for task in made} == {"2027-01-14"}
    undo_last(ben)
    assert not made.all().exists()
    answer = done(ben, "next-step", title="", due_on="soon")
    assert "Not saved yet" in says(answer)
    assert 'value="soon"' in says(answer)


def test_it_talks_nobody_into_what_they_asked_not_to_get(cast: Cast) -> None:
    new, agreed, refused = (factories.person(name) for name in ("New", "Agreed", "Refused"))
    for who, answer in ((agreed, "may"), (refused, "not")):
        factories.make(Consent(party=who.party, channel="text", answer=answer))
    ben = cast.client("ben")
    assert "asked not to get: text messages" in says(opened(ben, "consent"))
    typed = {"channel": "text", "their_answer": "may", "on": "2026-09-12", "how": "Sign-up sheet"}
    answer = says(done(ben, "consent", **typed))
    assert "2 people: text messages: agreed. 1 had asked not to and was left as they are." in answer

    def stands(who: Person) -> tuple[str, str]:
        said = Consent.objects.get(party=who.pk, channel="text")
        return said.answer, said.how

    assert [stands(who) for who in (new, agreed, refused)] == [
        ("may", "Sign-up sheet"), ("may", "Sign-up sheet"), ("not", ""),
    ]  # fmt: skip
    done(ben, "consent", **typed, over_refusals="on")
    assert stands(refused) == ("may", "Sign-up sheet")
    undo_last(ben)
    assert stands(refused) == ("not", "")
    assert "1 was so already." not in says(done(ben, "consent", channel="mail", their_answer="not"))


def test_it_archives_and_makes_active_again(cast: Cast) -> None:
    active, dead = factories.person("Active"), factories.person("Dead", status="deceased", listed=False)
    ben = cast.client("ben")
    everybody = {"question": "status=any"}
    answer = says(done(ben, "archive", asked=everybody))
    assert "Archived 1 person. 1 is neither active nor archived and was left as they are." in answer
    assert list(Person.objects.in_lists()) == []
    assert "Made 1 person active." in says(done(ben, "make-active", asked=everybody))
    assert list(Person.objects.in_lists()) == [active]
    assert Person.objects.get(pk=dead.pk).status == "deceased"


def test_it_offers_what_means_something_there(cast: Cast) -> None:
    factories.person("Active")
    factories.person("Archived", status="archived", listed=False)
    factories.organization()

    def offered(address: str) -> set[str]:
        return set(re.findall(r'formaction="/\w+/bulk/([\w-]+)/"', cast.page("ben", address)))

    always = {"point-person", "tag", "untag", "list", "next-step"}
    assert offered("/people/") == always | {"consent", "archive"}
    assert offered("/people/?status=archived") == always | {"consent", "make-active"}
    assert offered("/organizations/") == always
    assert offered("/meetings/") == set()


def test_it_does_the_same_for_organizations(cast: Cast) -> None:
    schools = [factories.organization(f"School {number}") for number in range(3)]
    ben = cast.client("ben")
    answer = done(ben, "point-person", "organizations", {"question": "q=school"}, owner=str(cast.cy.uid))
    assert "Cy Moreno is now the point person of 3 organizations." in says(answer)
    assert set(Organization.objects.values_list("owner", flat=True)) == {cast.cy.pk}
    done(ben, "point-person", "organizations", owner="nobody")
    assert set(Organization.objects.values_list("owner", flat=True)) == {None}
    done(ben, "next-step", "organizations", title="Visit")
    assert Task.objects.filter(party__in=[school.pk for school in schools]).count() == 3


def test_it_goes_back_only_to_a_page_of_its_own(cast: Cast) -> None:
    factories.person()
    ben = cast.client("ben")
    page = opened(ben, "tag", next="/lists/")
    assert 'name="next" value="/lists/"' in says(page)
    assert 'name="next" value="/people/"' in says(opened(ben, "tag", next="https://elsewhere.invalid/"))


@pytest.mark.parametrize("verb", sorted(verbs_of("people")))
def test_it_costs_the_same_for_three_people_or_thirty(
    cast: Cast, flat_queries: Callable[..., int], verb: str
) -> None:
    ben = cast.client("ben")
    flat_queries(lambda: opened(ben, verb), grow=lambda: factories.full_person(cast), limit=14)


TYPED = {
    "point-person": {"owner": "nobody"},
    "tag": {"tags": "forum"},
    "list": {"name": "Forum"},
    "next-step": {"title": "Call"},
    "consent": {"channel": "mail", "their_answer": "may"},
    "archive": {},
}


@pytest.mark.parametrize("verb", sorted(TYPED))
def test_it_writes_thirty_in_as_many_queries_as_three(
    cast: Cast, flat_queries: Callable[..., int], verb: str
) -> None:
    ben = cast.client("ben")

    def write() -> Any:
        answer = done(ben, verb, **TYPED[verb])
        undo_last(ben)
        return answer

    flat_queries(write, grow=lambda: factories.full_person(cast), limit=260)


def test_it_is_kept_from_a_viewer_by_its_role_alone(cast: Cast) -> None:
    factories.person()
    assert opened(cast.client("ben"), "tag").status_code == 200
    cast.ben.role = UserRole.VIEWER
    cast.ben.save()
    assert opened(cast.client("ben"), "tag").status_code == 403
