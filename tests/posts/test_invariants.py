"""The invariants of the three reviews, each with somebody who tries to get around it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from sqlalchemy import select, text, update
from sqlalchemy.exc import DatabaseError, IntegrityError

from app.core.actor import SYSTEM
from app.core.database import write
from app.core.errors import Refused
from app.core.workflow import Outcome, apply
from app.extensions import db
from app.people.models import Staff
from app.posts.models import Decision, Post, PostState, PostVersion, ReviewRecord
from app.posts.services import save_post
from app.posts.ticks import ticks_of
from app.posts.workflow import standing_passes
from tests.posts.committee import LEVELS, NAMES, WAYS, Committee, all_ticks

pytestmark = pytest.mark.both_engines


def reason(outcome: Outcome) -> str:
    """Why the only row was skipped."""
    assert outcome.moved == []
    (skipped,) = outcome.skipped
    return skipped.reason


def read(post: Post) -> Post:
    """The row as it is now."""
    db.session.rollback()
    return db.session.get_one(Post, post.id, populate_existing=True)


def records_of(post: Post) -> list[ReviewRecord]:
    db.session.rollback()
    statement = select(ReviewRecord).where(ReviewRecord.post_id == post.id)
    return list(db.session.scalars(statement.order_by(ReviewRecord.id)))


def by_hand(statement: str, **values: Any) -> None:
    """What somebody with the database's password might do."""
    with write() as session:
        session.execute(text(statement), values)


class TestThreePeopleNoneOfWhomWroteIt:
    """1: three passes in order, on one content, by three people outside its contributors."""

    def test_one_person_does_not_do_two_levels(self, committee: Committee) -> None:
        post = committee.post_in("first_review")
        committee.do("many", "pass_first", post).or_refuse()
        for name in ("pass_second", "return", "reject"):
            assert reason(committee.do("many", name, post))
        committee.do("second", "pass_second", post).or_refuse()
        assert reason(committee.do("many", "pass_final", post))
        committee.do("final", "pass_final", post).or_refuse()

    @pytest.mark.parametrize("state", LEVELS)
    def test_an_author_does_not_review(self, committee: Committee, state: str) -> None:
        with committee.acting("author"):
            authors = [committee.staff["author"], committee.staff["many"]]
        post = committee.post_in(state, authors=authors)
        for name in (NAMES[LEVELS[state]], "return", "reject"):
            assert reason(committee.do("many", name, post))
        assert [r for r in records_of(post) if r.reviewer_id == committee.staff["many"]] == []

    def test_neither_does_who_edited_a_single_word_once(self, committee: Committee) -> None:
        post = committee.write()
        with committee.acting("many"):
            save_post({"summary": "改了一个词。"}, post.id)
        committee.do("author", "submit", post).or_refuse()
        assert reason(committee.do("many", "pass_first", post))
        committee.do("first", "return", post).or_refuse()
        with committee.acting("author"):
            save_post({"summary": "全文重写。", "body": "<p>与以前毫无关系。</p>"}, post.id)
        committee.do("author", "submit", post).or_refuse()
        assert reason(committee.do("many", "pass_first", post)), "of any version"

    def test_neither_does_who_is_no_longer_an_author(self, committee: Committee) -> None:
        post = committee.write("many", department_id=committee.departments["traffic"])
        committee.do("second", "reassign", post, author=committee.staff["author"]).or_refuse()
        with committee.acting("author"):
            save_post({"authors": [committee.staff["author"]]}, post.id)
        committee.do("author", "submit", post).or_refuse()
        assert reason(committee.do("many", "pass_first", post))
        assert reason(committee.do("many", "withdraw", post)), "nor withdraw any more"

    def test_no_job_reviews_submits_or_publishes(self, committee: Committee) -> None:
        for state, names in {
            "draft": ["submit", "void"],
            "first_review": ["pass_first", "return", "reject", "withdraw"],
            "second_review": ["recall"],
            "approved": ["revise", "publish"],
            "published": ["take_down"],
        }.items():
            post = committee.post_in(state)
            for name in names:
                data = {
                    "seen": {post.id: post.content_hash},
                    "ticks": all_ticks(1),
                    "opinion": "同意",
                    "reason": "清理",
                    "recheck": {"content": True},
                }
                assert reason(apply("Post", name, [post.id], data=data, actor=SYSTEM))

    def test_a_state_written_by_hand_is_not_published(self, committee: Committee) -> None:
        for state in ("draft", "first_review", "final_review"):
            post = committee.post_in(state)
            by_hand("UPDATE post SET state = 'approved' WHERE id = :id", id=post.id)
            assert reason(committee.do("author", "publish", post, recheck={"content": True}))
            assert read(post).state == "approved"

    @pytest.mark.parametrize("people", ["first first second", "first second author"])
    def test_passes_written_by_hand_must_be_of_three_others(
        self, committee: Committee, people: str
    ) -> None:
        post = committee.post_in("first_review")
        version = db.session.scalars(select(PostVersion).filter_by(post_id=post.id)).one()
        for level, login in enumerate(people.split(), 1):
            self._pass(committee, post, version, level, login)
        by_hand("UPDATE post SET state = 'approved' WHERE id = :id", id=post.id)
        assert reason(committee.do("clerk", "publish", post, recheck={"content": True}))

    def test_passes_in_another_order_are_none(self, committee: Committee) -> None:
        post = committee.post_in("first_review")
        version = db.session.scalars(select(PostVersion).filter_by(post_id=post.id)).one()
        for level, login in ((3, "final"), (2, "second"), (1, "first")):
            self._pass(committee, post, version, level, login)
        by_hand("UPDATE post SET state = 'approved' WHERE id = :id", id=post.id)
        assert reason(committee.do("clerk", "publish", post, recheck={"content": True}))

    def _pass(
        self, committee: Committee, post: Post, version: PostVersion, level: int, login: str
    ) -> None:
        with write() as session:
            session.add(
                ReviewRecord(
                    post_id=post.id,
                    post_version_id=version.id,
                    content_hash=version.content_hash,
                    level=level,
                    reviewer_id=committee.staff[login],
                    reviewer_name="冒名",
                    decision=Decision.passed,
                    ticks={},
                    opinion="",
                    decided_at=version.submitted_at,
                    batch="",
                    batch_size=1,
                )
            )


class TestWhatWasApprovedIsWhatIsPublished:
    """2: after submission content changes only by way of a return, and starts again."""

    def test_the_text_is_closed_and_says_why(self, committee: Committee) -> None:
        for state in set(WAYS) - {"draft", "returned"}:
            post = committee.post_in(state)
            with committee.acting("author"), pytest.raises(Refused) as refused:
                save_post({"title": "改题"}, post.id)
            assert str(refused.value)
            assert read(post).title == post.title

    def test_what_was_changed_behind_the_back_goes_no_further(self, committee: Committee) -> None:
        for change in (
            "UPDATE post SET body = body || '<p>又加一句</p>' WHERE id = :id",
            "UPDATE post SET title = '换了题目' WHERE id = :id",
            "UPDATE post SET policy_basis = '无' WHERE id = :id",
            "UPDATE post SET source_url = 'https://example.org' WHERE id = :id",
            "DELETE FROM post_account WHERE post_id = :id",
            "UPDATE post SET content_hash = 'x' WHERE id = :id",
        ):
            post = committee.post_in("final_review")
            by_hand(change, id=post.id)
            seen = {"seen": {post.id: read(post).content_hash}}
            assert reason(committee.do("final", "pass_final", post, **seen)), change
            # The way out stays open.
            assert committee.do("final", "return", post, **seen).moved
            post = committee.post_in("approved")
            by_hand(change, id=post.id)
            assert reason(committee.do("author", "publish", post, recheck={"content": True}))

    def test_a_file_that_appears_afterwards_is_a_change(self, committee: Committee) -> None:
        from app.core.attachments import Attachment

        post = committee.post_in("final_review")
        with write() as session:
            session.add(
                Attachment(
                    subject="Post", subject_id=post.id, name="附件.pdf", size=1, digest="0" * 64,
                    media_type="application/pdf", stored_name="f" * 32,
                )
            )  # fmt: skip
        assert reason(committee.do("final", "pass_final", post))

    def test_what_comes_back_starts_at_the_first_review(self, committee: Committee) -> None:
        for state, login, back in (
            ("final_review", "final", "return"),
            ("final_review", "author", "withdraw"),
            ("approved", "author", "revise"),
        ):
            post = committee.post_in(state)
            assert standing_passes(db.session(), [post.id])[post.id]
            committee.do(login, back, post).or_refuse()
            committee.do("author", "submit", post).or_refuse()
            # Not a word has changed, and still nothing counts.
            fresh = read(post)
            assert fresh.state == "first_review"
            assert fresh.content_hash == post.content_hash
            assert standing_passes(db.session(), [post.id])[post.id] == {}
            assert fresh.number == post.number

    def test_saving_without_a_change_writes_nothing(
        self, committee: Committee, statements: Any
    ) -> None:
        post = committee.post_in("returned")
        with committee.acting("clerk"), statements() as sql:
            save_post(
                {
                    "title": post.title,
                    "body": post.body,
                    "summary": post.summary,
                    "accounts": list(post.accounts),
                    "authors": list(post.authors),
                },
                post.id,
                post.version_id,
            )
        assert [s for s in sql if not s.startswith("SELECT")] == []
        after = read(post)
        assert (after.version_id, after.updated_at) == (post.version_id, post.updated_at)
        assert {row.staff_id for row in after.contributors} == {committee.staff["author"]}

    def test_every_submission_is_kept(self, committee: Committee) -> None:
        post = committee.post_in("returned", title="初稿")
        with committee.acting("author"):
            save_post({"title": "二稿"}, post.id)
        committee.do("author", "submit", post).or_refuse()
        versions = db.session.scalars(
            select(PostVersion).filter_by(post_id=post.id).order_by(PostVersion.number)
        ).all()
        assert [(v.number, v.content["title"]) for v in versions] == [(1, "初稿"), (2, "二稿")]
        assert versions[0].content_hash != versions[1].content_hash


class TestDecisionsAreEvidence:
    """3: complete, written once, never touched again."""

    def test_a_decision_is_kept_whole(self, committee: Committee) -> None:
        post = committee.post_in("first_review")
        committee.open("first", post)
        committee.do("first", "pass_first", post, opinion=" 同意。 ").or_refuse()
        (record,) = records_of(post)
        version = db.session.get_one(PostVersion, record.post_version_id)
        assert (record.level, record.decision, record.opinion) == (1, "pass", "同意。")
        assert record.reviewer_id == committee.staff["first"]
        assert record.reviewer_name == "人员first"
        assert record.content_hash == version.content_hash == post.content_hash
        assert record.ticks == {tick.name: True for tick in ticks_of(1)}
        assert (record.batch, record.batch_size, record.opened) == ("", 1, True)

    @pytest.mark.parametrize("table", ["review_record", "post_version"])
    def test_it_cannot_be_changed_or_deleted(self, committee: Committee, table: str) -> None:
        post = committee.post_in("returned")
        statements = [f"UPDATE {table} SET content_hash = 'x'", f"DELETE FROM {table}"]
        if db.engine.dialect.name == "postgresql":
            statements.append(f"TRUNCATE {table} CASCADE")
        else:
            statements += [
                f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
                f"UPDATE OR REPLACE {table} SET id = id",
            ]
        for statement in statements:
            with pytest.raises(DatabaseError, match="append-only"):
                by_hand(statement)
        (record,) = records_of(post)
        with pytest.raises(DatabaseError, match="append-only"), write() as session:
            session.execute(update(ReviewRecord).values(opinion="改写"))
        assert records_of(post)[0].opinion == record.opinion

    def test_it_is_complete_or_not_there(self, committee: Committee) -> None:
        committee.post_in("returned")
        columns = [c.name for c in ReviewRecord.__table__.c if c.name != "id"]
        for missing in set(columns) - {"opened_at"}:
            values = ", ".join("NULL" if c == missing else c for c in columns)
            with pytest.raises(IntegrityError, match=missing):
                by_hand(
                    f"INSERT INTO review_record ({', '.join(columns)}) "
                    f"SELECT {values} FROM review_record"
                )

    def test_the_database_itself_asks_for_an_opinion(self, committee: Committee) -> None:
        committee.post_in("second_review")
        columns = [c.name for c in ReviewRecord.__table__.c if c.name != "id"]
        for decision in ("return", "reject"):
            for opinion in ("", "   "):
                own = {"decision": f"'{decision}'", "opinion": f"'{opinion}'"}
                with pytest.raises(IntegrityError, match="ck_review_record_opinion"):
                    by_hand(
                        f"INSERT INTO review_record ({', '.join(columns)}) "
                        f"SELECT {', '.join(own.get(c, c) for c in columns)} FROM review_record"
                    )


class TestWhatAReviewerMustSay:
    """4: a reason for a refusal, every point for a pass."""

    @pytest.mark.parametrize("name", ["return", "reject"])
    def test_a_refusal_needs_an_opinion(self, committee: Committee, name: str) -> None:
        post = committee.post_in("first_review")
        for opinion in ("", "  \n"):
            with pytest.raises(Refused) as refused:
                committee.do("first", name, post, opinion=opinion)
            assert refused.value.field == "opinion"
        assert records_of(post) == []

    @pytest.mark.parametrize(
        ("state", "login"), list(zip(LEVELS, ["first", "second", "final"], strict=True))
    )
    def test_a_pass_needs_every_point_of_its_level(
        self, committee: Committee, state: str, login: str
    ) -> None:
        level = LEVELS[state]
        post = committee.post_in(state)
        name = NAMES[level]
        assert len(ticks_of(level)) == 8
        for tick in ticks_of(level):
            ticks = {**all_ticks(level), tick.name: False}
            assert str(tick.label) in reason(committee.do(login, name, post, ticks=ticks))
        other = level % 3 + 1
        assert reason(committee.do(login, name, post, ticks=all_ticks(other)))
        assert reason(committee.do(login, name, post, ticks={}))
        assert committee.do(login, name, post).moved

    def test_what_is_decided_is_what_was_on_the_screen(self, committee: Committee) -> None:
        post = committee.post_in("first_review")
        old = post.content_hash
        committee.do("author", "withdraw", post).or_refuse()
        with committee.acting("author"):
            save_post({"title": "换了题目"}, post.id)
        committee.do("author", "submit", post).or_refuse()
        for name in ("pass_first", "return", "reject"):
            assert reason(committee.do("first", name, post, seen={post.id: old}))
            assert reason(committee.do("first", name, post, seen={}))
        assert committee.do("first", "pass_first", post).moved


class TestNumbers:
    """6: at the first submission, without gaps, in the year of Shanghai."""

    def test_in_order_and_for_good(self, committee: Committee) -> None:
        drafts = [committee.write() for _ in range(5)]
        year = datetime.now(UTC).year
        with pytest.raises(Refused):
            committee.do("clerk", "submit", drafts[0]).or_refuse()
        committee.do("author", "submit", drafts[0]).or_refuse()
        committee.do("author", "submit", *drafts).or_refuse()
        numbers = [read(post).number for post in drafts]
        assert [str(n)[-5:-1] for n in numbers] == ["0001", "0002", "0003", "0004", "0005"]
        assert str(numbers[0]).startswith("新媒〔20")
        assert read(drafts[0]).year in (year, year + 1)
        committee.do("first", "return", drafts[0]).or_refuse()
        committee.do("author", "void", drafts[0]).or_refuse()
        after = committee.post_in("first_review")
        assert read(drafts[0]).number == numbers[0], "it stays, shown as void"
        assert str(after.number).endswith("0006号")

    @pytest.mark.parametrize(
        ("instant", "year"),
        [
            (datetime(2026, 12, 31, 15, 59, tzinfo=UTC), 2026),
            (datetime(2026, 12, 31, 16, 0, tzinfo=UTC), 2027),
        ],
    )
    def test_the_year_turns_in_shanghai(
        self, committee: Committee, instant: datetime, year: int
    ) -> None:
        post = committee.write()
        with time_machine.travel(instant):
            committee.do("author", "submit", post).or_refuse()
        assert (read(post).year, read(post).number) == (year, f"新媒〔{year}〕0001号")

    def test_what_is_not_submitted_takes_none(self, committee: Committee) -> None:
        drafts = [committee.write(body=body) for body in ("<p>正文</p>", "", "<p>正文</p>")]
        outcome = committee.do("author", "submit", *drafts)
        assert [m.id for m in outcome.moved] == [drafts[0].id, drafts[2].id]
        numbers = [read(post).number for post in drafts]
        assert numbers[1] is None
        assert [str(n)[-5:-1] for n in (numbers[0], numbers[2])] == ["0001", "0002"]


class TestNoOtherDoor:
    """7: nobody sets a state but the workflow."""

    def test_saving_sets_neither_state_nor_number(self, committee: Committee) -> None:
        with committee.acting("author"):
            post = save_post(
                {"title": "抢跑", "state": PostState.approved, "number": "新媒〔2026〕9999号",
                 "submissions": 3, "content_hash": "x" * 64, "corrects_id": 1}
            )  # fmt: skip
        fresh = read(post)
        assert (fresh.state, fresh.number) == ("draft", None)
        assert (fresh.submissions, fresh.content_hash, fresh.corrects_id) == (0, "", None)


class TestABatchIsNoRubberStamp:
    """8: what a batch may pass, and what its records tell."""

    def test_its_records_bear_batch_size_and_openings(self, committee: Committee) -> None:
        posts = [committee.post_in("first_review") for _ in range(3)]
        committee.open("first", posts[0])
        outcome = committee.do("first", "pass_first", *posts)
        assert len(outcome.moved) == 3
        records = [records_of(post)[0] for post in posts]
        assert {r.batch for r in records} == {outcome.batch}
        assert {r.batch_size for r in records} == {3}
        assert [r.opened for r in records] == [True, False, False]

    def test_not_more_than_can_be_read(
        self, committee: Committee, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("app.posts.settings.MOST_PASSED_AT_ONCE", 2)
        posts = [committee.post_in("first_review") for _ in range(3)]
        outcome = committee.do("first", "pass_first", *posts)
        assert (len(outcome.moved), len(outcome.skipped)) == (0, 3)
        assert len(committee.do("first", "pass_first", *posts[:2]).moved) == 2
        # Sending back many at once wastes nobody's trust.
        more = [committee.post_in("first_review") for _ in range(3)]
        assert len(committee.do("first", "return", *more).moved) == 3

    def test_nothing_highly_sensitive(self, committee: Committee) -> None:
        plain = committee.post_in("first_review")
        sensitive = committee.post_in("first_review", sensitive=True)
        outcome = committee.do("first", "pass_first", plain, sensitive)
        assert [m.id for m in outcome.moved] == [plain.id]
        assert committee.do("first", "pass_first", sensitive).moved

    def test_at_the_end_only_what_was_opened(self, committee: Committee) -> None:
        read_one, other = (committee.post_in("final_review") for _ in range(2))
        committee.open("final", read_one)
        committee.open("final2", other)
        outcome = committee.do("final", "pass_final", read_one, other)
        assert [m.id for m in outcome.moved] == [read_one.id]
        assert [s.id for s in outcome.skipped] == [other.id]

    def test_an_opening_of_an_earlier_version_is_none(self, committee: Committee) -> None:
        post, other = (committee.post_in("final_review") for _ in range(2))
        committee.open("final", post, other)
        committee.do("final", "return", post).or_refuse()
        for login, name in WAYS["final_review"]:
            committee.do(login, name, post).or_refuse()
        outcome = committee.do("final", "pass_final", post, other)
        assert [m.id for m in outcome.moved] == [other.id]


class TestRecall:
    """A pass can be taken back until the next level has acted; it then counts no more."""

    def test_it_leaves_a_record_and_takes_the_pass_out(self, committee: Committee) -> None:
        post = committee.post_in("second_review")
        assert set(standing_passes(db.session(), [post.id])[post.id]) == {1}
        committee.do("first", "recall", post).or_refuse()
        assert [(r.level, r.decision) for r in records_of(post)] == [(1, "pass"), (1, "recall")]
        assert standing_passes(db.session(), [post.id])[post.id] == {}
        # Another may take the level now, and the first one a later level if able.
        committee.do("first2", "pass_first", post).or_refuse()
        standing = standing_passes(db.session(), [post.id])[post.id]
        assert standing[1].reviewer_id == committee.staff["first2"]
        assert reason(committee.do("first", "recall", post)), "it is another's pass now"

    def test_not_after_the_next_level_has_acted(self, committee: Committee) -> None:
        post = committee.post_in("final_review")
        assert reason(committee.do("first", "recall", post))
        committee.do("second", "recall", post).or_refuse()
        committee.do("first", "recall", post).or_refuse()
        assert read(post).state == "first_review"

    def test_the_way_to_readers_is_the_same_afterwards(self, committee: Committee) -> None:
        post = committee.post_in("approved")
        committee.do("final", "recall", post).or_refuse()
        assert reason(committee.do("author", "publish", post, recheck={"content": True}))
        committee.do("final2", "pass_final", post).or_refuse()
        committee.do("author", "publish", post, recheck={"content": True}).or_refuse()
        assert read(post).state == "published"

    def test_a_recalled_level_is_free_for_the_same_person_elsewhere(
        self, committee: Committee
    ) -> None:
        post = committee.post_in("first_review")
        committee.do("many", "pass_first", post).or_refuse()
        committee.do("many", "recall", post).or_refuse()
        committee.do("first", "pass_first", post).or_refuse()
        committee.do("many", "pass_second", post).or_refuse()


class TestReassigning:
    """The new author is on duty, sees the post, and counts from then on; the old one does too."""

    def test_to_whom(self, committee: Committee) -> None:
        post = committee.post_in("returned")
        with write() as session:
            session.get_one(Staff, committee.staff["reader"]).active = False
        for who in ("author", "stranger", "reader"):
            assert reason(committee.do("second", "reassign", post, author=committee.staff[who]))
        assert reason(committee.do("second", "reassign", post, author=None))
        with pytest.raises(Refused):
            committee.do("second", "reassign", post, author=committee.staff["clerk"], reason="")
        committee.do("second", "reassign", post, author=committee.staff["clerk"]).or_refuse()
        assert {row.id for row in read(post).authors} == {
            committee.staff["author"],
            committee.staff["clerk"],
        }
        committee.do("clerk", "submit", post).or_refuse()
        committee.do("author", "withdraw", post).or_refuse()


class TestPublishing:
    """Only with the content checked again."""

    def test_not_without_a_recheck(self, committee: Committee) -> None:
        post = committee.post_in("approved")
        assert reason(committee.do("author", "publish", post, recheck={}))
        assert committee.do("author", "publish", post, recheck={"content": True}).moved
