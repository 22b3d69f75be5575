"""Live redaction over the wire: what a desk is told has no name in it, what programs and people do is as ever."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from console.app.paths import user_folders
from console.app.profile import Profile
from console.model.ids import LOCAL_NODE, TerminalId
from console.model.node import NodeView
from console.settings.redaction_options import REDACT
from console.settings.store import SettingsStore
from console.wire import messages as m
from tests.addresses import ipv4
from tests.core import Client, attach, core_in_thread

ADDRESS = ipv4(10, 1, 2, 3)
SECRET = "ghp_" + "a1B2" * 6


@pytest.fixture
def client() -> Iterator[Client]:
    with core_in_thread() as made:
        made.welcome()
        yield made
    SettingsStore(user_folders().settings_file).unset(REDACT)


def switch(client: Client, *, on: bool) -> None:
    SettingsStore(user_folders().settings_file).set(REDACT, on)
    before = len(client.of(m.RedactionChanged))
    client.send(m.SettingsChanged())
    client.until(lambda: len(client.of(m.RedactionChanged)) > before)
    assert client.of(m.RedactionChanged)[-1].on is on


def shell(client: Client, script: str, cols: int = 80) -> TerminalId:
    request = m.OpenTerminal(node_id=LOCAL_NODE, command=f"sh -c '{script}; read x'", cols=cols, rows=12)
    number = client.ask(request)
    assert isinstance(number, int)
    terminal_id = TerminalId(number)
    client.send(m.ShowTerminal(terminal_id=terminal_id, visible=True, focused=True))
    return terminal_id


def test_it_can_be_turned_on_and_off_and_every_frame_follows(client: Client) -> None:
    terminal_id = shell(client, f'printf "host {ADDRESS} and {SECRET}\\n"')
    client.until(lambda: ADDRESS in client.screen(terminal_id))
    switch(client, on=True)
    client.until(lambda: ADDRESS not in client.screen(terminal_id))
    shown = client.screen(terminal_id)
    assert SECRET not in shown
    assert shown.split("\n")[0] == f"host {ipv4(0, 0, 0, 11)} and {'*' * len(SECRET)}"
    frames = len(client.frames)
    switch(client, on=False)
    client.until(lambda: ADDRESS in client.screen(terminal_id) and len(client.frames) > frames)


@pytest.fixture
def fleet(tmp_path: Path) -> Iterator[Client]:
    """A core that knows a node, under a name that others are not to see."""
    inventory = tmp_path / "inventory.toml"
    inventory.write_text(
        '[[group]]\nname = "rack"\n[[group.node]]\nname = "vega-secret"\nhost = "vega-secret.example.org"\n'
        f'user = "berta"\naddress_shown = "{ADDRESS}"\nnotes = "vega-secret is what berta calls it"\n'
    )
    with core_in_thread(Profile(inventory=(str(inventory),))) as made:
        made.welcome()
        made.until(lambda: "vega-secret" in texts(made.events))
        yield made
    SettingsStore(user_folders().settings_file).unset(REDACT)


def texts(events: object) -> str:
    return re.sub(r'"id":"[^"]*"', "", msgspec.json.encode(events, enc_hook=str).decode())


def test_the_fleet_is_told_without_its_names_and_with_them_again(fleet: Client) -> None:
    fleet.events.clear()
    switch(fleet, on=True)
    fleet.until(lambda: any("vega-secret" in view.node.id for view in views(fleet)))
    for secret in ("vega-secret", "berta", ADDRESS):
        assert secret not in texts(fleet.events)
    hidden = next(view.node for view in views(fleet) if "vega-secret" in view.node.id)
    assert len(hidden.name) == len("vega-secret"), "it is as long as it was"
    assert hidden.name in hidden.notes, "and the same everywhere"
    number = shell(fleet, "echo there")
    fleet.ask(m.RenameTerminal(terminal_id=number, name=hidden.name))
    switch(fleet, on=False)
    fleet.until(lambda: any(event.tab.name == "vega-secret" for event in fleet.of(m.TabChanged)))
    fleet.until(lambda: "vega-secret" in {view.node.name for view in views(fleet)})


def test_what_was_told_before_is_told_again_without_names(fleet: Client, tmp_path: Path) -> None:
    snippets = user_folders().config / m.OwnText.SNIPPETS
    snippets.parent.mkdir(parents=True, exist_ok=True)
    snippets.write_text('[["of berta"]]\nname = "to vega-secret"\ntext = "ssh vega-secret"\n')
    inventory = tmp_path / "inventory.toml"
    inventory.write_text(inventory.read_text() + f'[[group.node]]\nname = "vega-other"\nhost = "{ipv4(10, 1, 2, 4)}"\n')
    try:
        fleet.ask(m.ReloadTexts())
        fleet.ask(m.ReloadInventory())
        fleet.until(lambda: any(event.changes for event in fleet.of(m.InventoryRead)))
        fleet.until(lambda: any(event.snippets for event in fleet.of(m.Snippets)))
        fleet.events.clear()
        switch(fleet, on=True)
        fleet.until(lambda: any(event.changes for event in fleet.of(m.InventoryRead)))
        fleet.until(lambda: bool(fleet.of(m.Snippets) and fleet.of(m.Destinations) and fleet.of(m.Layouts)))
        (snippet,) = fleet.of(m.Snippets)[-1].snippets
        assert snippet.text == "ssh vega-secret", "it is typed"
        shown = texts([*fleet.of(m.InventoryRead), msgspec.structs.replace(snippet, text="")])
        for secret in ("vega-secret", "vega-other", "berta", ipv4(10, 1, 2, 4)):
            assert secret not in re.sub(r'"node_id":"[^"]*"', "", shown), shown
    finally:
        snippets.unlink()


def test_a_desk_that_comes_is_welcomed_without_names(fleet: Client) -> None:
    switch(fleet, on=True)
    other = attach(str(next(user_folders().runtime.glob("*.sock"))), watch=True)
    welcome = texts(other.welcome())
    assert "vega-secret" not in welcome and "berta" not in welcome and "rack" in welcome
    other.socket.close()


def views(client: Client) -> list[NodeView]:
    return [view for event in client.of(m.FleetChanged) for view in event.changes.changed]


def test_what_is_typed_reaches_the_program_as_it_is(client: Client, tmp_path: Path) -> None:
    switch(client, on=True)
    target = tmp_path / "typed"
    terminal_id = shell(client, f'read -r line; printf %s "$line" > {target}; echo done')
    client.type(terminal_id, f"ssh anna@{ADDRESS}\n")
    client.until(lambda: "done" in client.screen(terminal_id))
    assert target.read_text() == f"ssh anna@{ADDRESS}"
    assert ADDRESS not in client.screen(terminal_id)
    assert "anna" not in client.screen(terminal_id)


def test_what_is_copied_is_what_is_shown(client: Client) -> None:
    switch(client, on=True)
    terminal_id = shell(client, f'printf "to \\033[31m{ADDRESS}\\033[0m now\\n"')
    client.until(lambda: "now" in client.screen(terminal_id))
    shown = client.screen(terminal_id).split("\n")[0]

    def read(start: int, end: int, *, block: bool = False) -> m.Value:
        return client.ask(
            m.ReadText(terminal_id=terminal_id, start_row=0, start_col=start, end_row=0, end_col=end, block=block)
        )

    assert read(0, 80) == shown
    assert read(5, 9) == shown[5:9]
    assert read(3, 8, block=True) == shown[3:8]
    styled = client.ask(
        m.ReadStyled(terminal_id=terminal_id, start_row=0, start_col=0, end_row=0, end_col=80, html=False)
    )
    assert isinstance(styled, str)
    assert ADDRESS not in styled


def test_a_selection_over_many_rows_is_redacted(client: Client) -> None:
    switch(client, on=True)
    terminal_id = shell(
        client, f'for n in 1 2 3 4 5 6 7 8 9 10 11 12 13 14; do echo "$n {ADDRESS} {SECRET}"; done', cols=30
    )
    client.until(lambda: "14 " in client.screen(terminal_id))
    request = m.ReadText(terminal_id=terminal_id, start_row=0, start_col=3, end_row=40, end_col=30)
    text = client.ask(request)
    assert isinstance(text, str)
    assert ADDRESS not in text
    assert "a1B2" not in text
    assert len(text.split("\n")) >= 14


def test_titles_notices_links_and_the_clipboard_do_not_tell(client: Client) -> None:
    switch(client, on=True)
    script = (
        f'printf "\\033]2;anna@{ADDRESS}: ~\\007"; printf "\\033]9;anna is on {ADDRESS}\\007";'
        f'printf "\\033]52;c;$(printf anna@{ADDRESS} | base64)\\007";'
        f'printf "\\033]8;;http://anna@{ADDRESS}/\\033\\\\\\\\x\\033]8;;\\033\\\\\\\\ ok"'
    )
    terminal_id = shell(client, script)
    client.until(lambda: "ok" in client.screen(terminal_id))
    client.until(lambda: bool(client.of(m.ClipboardWrite)) and bool(client.of(m.Notice)))
    client.until(lambda: any("@" in event.tab.title for event in client.of(m.TabChanged)))
    links = client.ask(m.FindLinks(terminal_id=terminal_id, first_row=0, count=1))
    assert isinstance(links, m.LinkSpans)
    assert len(links.spans) == 1
    tab = client.tab(terminal_id)
    assert tab is not None
    told = [msgspec.structs.replace(tab, command=""), client.of(m.ClipboardWrite), client.of(m.Notice), links]
    for message in told:
        assert ADDRESS not in str(message)
        assert "anna" not in str(message)
    switch(client, on=False)
    client.until(lambda: ADDRESS in (client.tab(terminal_id) or pytest.fail("no tab")).title)


def test_a_search_finds_the_real_text_and_tells_what_is_shown(client: Client) -> None:
    switch(client, on=True)
    terminal_id = shell(client, f'printf "{"x" * 12} {ADDRESS} y\\n"', cols=16)
    client.until(lambda: "y" in client.screen(terminal_id))
    client.ask(m.Search(number=1, pattern=ADDRESS, most_texts=10))
    client.until(lambda: any(event.hits for event in client.of(m.Found)))
    (hit,) = client.of(m.Found)[-1].hits
    assert (hit.row, hit.col) == (0, 13)
    assert hit.text
    assert hit.text not in f"{'x' * 12} {ADDRESS} y"
    found = len(client.of(m.Found))
    switch(client, on=False)
    client.until(lambda: any(hit.text.endswith("10.") for event in client.of(m.Found)[found:] for hit in event.hits))


def test_a_desk_that_comes_is_told_that_it_is_on(client: Client) -> None:
    terminal_id = shell(client, f'printf "\\033]2;{ADDRESS}\\007{ADDRESS} ok"')
    client.until(lambda: "ok" in client.screen(terminal_id))
    client.until(lambda: (client.tab(terminal_id) or pytest.fail("no tab")).title == ADDRESS)
    assert not client.welcome().redacting
    switch(client, on=True)
    other = attach(str(next(user_folders().runtime.glob("*.sock"))), watch=True)
    welcome = other.welcome()
    assert welcome.redacting
    assert [tab.title for tab in welcome.tabs if tab.terminal_id == terminal_id] != [ADDRESS]
    other.send(m.ShowTerminal(terminal_id=terminal_id, visible=True, focused=False))
    other.until(lambda: "ok" in other.screen(terminal_id))
    assert ADDRESS not in other.screen(terminal_id)
    other.socket.close()


def test_a_cut_text_does_not_end_in_a_part_of_a_name(client: Client) -> None:
    switch(client, on=True)
    filling = "word " * 39
    terminal_id = shell(client, f'printf "\\033]2;{filling}{ADDRESS}\\007ok"')
    client.until(lambda: "ok" in client.screen(terminal_id))
    client.until(lambda: (client.tab(terminal_id) or pytest.fail("no tab")).title.startswith("word"))
    assert (client.tab(terminal_id) or pytest.fail("no tab")).title == f"{filling}\u2026"


def test_a_core_that_starts_with_it_shows_nothing_before() -> None:
    SettingsStore(user_folders().settings_file).set(REDACT, value=True)
    with core_in_thread() as client:
        assert client.welcome().redacting
        terminal_id = shell(client, f'printf "{ADDRESS} ok"')
        client.until(lambda: "ok" in client.screen(terminal_id))
        assert ADDRESS not in client.screen(terminal_id)
    SettingsStore(user_folders().settings_file).unset(REDACT)


def test_recordings_logs_and_exports_have_what_is_shown_and_nothing_else(client: Client, tmp_path: Path) -> None:
    script = f'read y; printf "key=%s%s at {ADDRESS}\\n" {SECRET[:9]} {SECRET[9:]}; printf "\\033]2;{ADDRESS}\\007"'
    terminal_id = shell(client, script, cols=40)
    switch(client, on=True)
    paths = [record(client, terminal_id, kind) for kind in m.RecordingKind]
    client.type(terminal_id, "\n")
    client.until(lambda: "key=" in client.screen(terminal_id))
    client.ask(m.AddMarker(terminal_id=terminal_id, label=f"at {ADDRESS}"))
    for kind in m.RecordingKind:
        client.ask(m.StopRecording(terminal_id=terminal_id, kind=kind))
    for form in (m.ExportForm.TEXT, m.ExportForm.SVG):
        paths.append(tmp_path / f"export.{form.value}")
        scope = m.ExportScope.SCREEN
        client.ask(m.Export(terminal_id=terminal_id, scope=scope, form=form, path=str(paths[-1])))
    for path in paths:
        text = path.read_text()
        for real in (ADDRESS, SECRET, SECRET[:9], SECRET[9:20]):
            assert real not in text, (path, real)
        assert ADDRESS not in path.name
    assert all("key=" in path.read_text() for path in paths[:3])


def test_a_secret_whose_rest_comes_later_is_not_in_a_recording(client: Client) -> None:
    script = f'read y; printf "key %s" {SECRET[:12]}; sleep 1; printf "%s\\nend\\n" {SECRET[12:]}'
    terminal_id = shell(client, script)
    switch(client, on=True)
    path = record(client, terminal_id)
    client.type(terminal_id, "\n")
    client.until(lambda: "end" in client.screen(terminal_id))
    client.ask(m.StopRecording(terminal_id=terminal_id))
    text = path.read_text()
    assert SECRET[:12] not in text
    assert "key" in text
    assert "end" in text


def test_an_old_recording_is_played_exported_and_filmed_as_others_may_see_it(client: Client, tmp_path: Path) -> None:
    terminal_id = shell(client, f'read y; printf "at {ADDRESS}\\n"')
    path = record(client, terminal_id)
    client.type(terminal_id, "\n")
    client.until(lambda: ADDRESS in client.screen(terminal_id))
    client.ask(m.StopRecording(terminal_id=terminal_id))
    assert ADDRESS in path.read_text()
    switch(client, on=True)
    played = client.ask(m.OpenRecording(path=str(path)))
    assert isinstance(played, int)
    target = tmp_path / "played.txt"
    scope, form = m.ExportScope.RECORDING, m.ExportForm.TEXT
    client.ask(m.Export(terminal_id=TerminalId(played), scope=scope, form=form, path=str(target)))
    assert "at " in target.read_text()
    assert ADDRESS not in target.read_text()
    film = client.ask(m.OpenFilm(terminal_id=TerminalId(played)))
    assert isinstance(film, m.Film)
    client.ask(m.FilmAt(film_id=film.film_id, seconds=film.duration + 1))
    client.until(lambda: "at " in client.screen(film.film_id))
    assert ADDRESS not in client.screen(film.film_id)


def test_own_words_are_hidden_from_the_start_and_when_their_file_has_changed(client: Client) -> None:
    hidden = user_folders().config / "hidden.toml"
    hidden.parent.mkdir(parents=True, exist_ok=True)
    hidden.write_text('hide = ["falcon*"]\n')
    try:
        terminal_id = shell(client, 'printf "falcon-7 and osprey\\n"')
        client.until(lambda: "falcon-7" in client.screen(terminal_id))
        switch(client, on=True)
        client.until(lambda: "falcon" not in client.screen(terminal_id))
        assert "osprey" in client.screen(terminal_id)
        hidden.write_text('hide = ["osprey"]\n')
        client.ask(m.ReloadTexts())
        client.until(lambda: "osprey" not in client.screen(terminal_id))
        client.until(lambda: "falcon-7" in client.screen(terminal_id))
    finally:
        hidden.unlink()


def record(client: Client, terminal_id: TerminalId, kind: m.RecordingKind = m.RecordingKind.CAST) -> Path:
    path = client.ask(m.StartRecording(terminal_id=terminal_id, kind=kind))
    assert isinstance(path, str)
    return Path(path)
