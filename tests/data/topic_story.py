"""Uses the entity of docs/adding-an-entity.md as its users would; run in a copy of the project."""

from __future__ import annotations

from io import BytesIO

from python_calamine import load_workbook
from tests.factories.topics import TopicFactory

from app import create_app
from app.core.permissions import label
from tests.factories.people import PASSWORD, DepartmentFactory, StaffFactory

app = create_app({"WTF_CSRF_ENABLED": False, "RATELIMIT_ENABLED": False})
with app.app_context():
    mine, other = DepartmentFactory(name="教育局"), DepartmentFactory(name="水利局")
    StaffFactory(username="clerk", department=mine, roles=["运营人员"])
    StaffFactory(username="reviewer", roles=["复审员"])
    foreign = TopicFactory(title="别人的选题", department=other)
    foreign_id = foreign.id


def sign_in(name: str):
    client = app.test_client()
    answer = client.post("/login/", data={"username": name, "password": PASSWORD})
    assert answer.status_code == 302, answer.text
    return client


clerk, reviewer = sign_in("clerk"), sign_in("reviewer")

# List, form, scope.
answer = clerk.post("/topic/add", data={"title": "老街的灯", "department": ""})
assert answer.status_code == 422, answer.status_code
with app.app_context():
    from app.extensions import db
    from app.people.models import Department

    key = db.session.query(Department).filter_by(name="教育局").one().id
answer = clerk.post("/topic/add", data={"title": "老街的灯", "department": str(key)})
assert answer.status_code == 302, answer.text
topic = int(answer.location.rsplit("/", 1)[1])
page = clerk.get("/topic/").text
assert "老街的灯" in page
assert "别人的选题" not in page
assert "选题" in page
assert "拟题" in page
assert "新增选题" in page
assert clerk.get(f"/topic/{foreign_id}").status_code == 404
assert clerk.get("/topic/?q=老街").text.count("老街的灯") >= 1

# Permissions with Chinese labels.
with app.app_context():
    assert label("take_on", "Topic").endswith("立项"), label("take_on", "Topic")

# Workflow: a button for whoever may, the move, its history.
assert "立项" not in clerk.get(f"/topic/{topic}").text.split("经过")[0].replace("“立项”", "")
assert ">立项" in reviewer.get(f"/topic/{topic}").text.replace("\n", "").replace(" ", "")
assert clerk.post("/topic/move/take_on", data={"ids": topic}).status_code == 403
assert reviewer.post("/topic/move/take_on", data={"ids": topic}).status_code == 302
page = reviewer.get(f"/topic/{topic}").text
assert "经过" in page
with app.app_context():
    from app.topics.models import Topic

    assert db.session.get(Topic, topic).state == "taken_on"

# Out and in again.
answer = clerk.get("/topic/export.xlsx")
assert answer.status_code == 200, answer.text
rows = load_workbook(BytesIO(answer.data)).get_sheet_by_index(0).to_python()
assert rows[0][:3] == ["标题", "部门", "状态"], rows[0]
assert [row[0] for row in rows[1:]] == ["老街的灯"], rows
assert clerk.get("/topic/import").status_code == 200
file = (BytesIO("标题,部门\n新渠通水,教育局\n偷来的题,水利局\n".encode()), "topics.csv")
answer = clerk.post("/topic/import", data={"file": file}, content_type="multipart/form-data")
step = answer.location
columns = {"column-0": "title", "column-1": "department"}
assert clerk.post(step, data=columns).status_code == 302
report = clerk.get(f"{step}/report").text
assert "新渠通水" in report
assert clerk.post(f"{step}/report", data={"lines": "2"}).status_code == 302
with app.app_context():
    titles = {title for (title,) in db.session.query(Topic.title)}
    assert titles == {"老街的灯", "别人的选题", "新渠通水"}, titles
print("all of it works")
