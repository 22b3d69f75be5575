from __future__ import annotations

import pytest

from console.terminal.prompts import begins_with, goes_on, head, is_prompt, is_same


@pytest.mark.parametrize(
    "text",
    [
        "user@host:~$ ", "[root@host ~]# ", "$ ", "host% ", "user@host ~> ", ">>> ", "In [12]: ", "(gdb) ", "mysql> ",
        "db=# ", "C:\\Users\\x>", "switch(config)#", "❯ ", "➜  project git:(main) ", "~/src main ❯ ",
        "127.0.0.1:6379> ",
    ],
)  # fmt: skip
def test_prompts_are_known_by_their_end(text: str) -> None:
    assert is_prompt(text)


@pytest.mark.parametrize(
    "text",
    ["", "   ", "Password: ", "[sudo] password for ops: ", "Continue? [Y/n] ", "user@host:~$ ls", "Name: ", "login: ",
     "loading... ", "$" + " " * 5, "x" * 400 + "$ "],
)  # fmt: skip
def test_questions_and_output_are_none(text: str) -> None:
    assert not is_prompt(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("user@host:~$ ", "user@host:/var/log$ "), ("[ops@gpu01 ~]$ ", "[ops@gpu01 tmp]$ "), ("In [1]: ", "In [27]: "),
        ("[12:00:01] ops $ ", "[12:34:56] ops $ "), ("$ ", "$ "), ("user@host ~> ", "user@host /etc> "),
    ],
)  # fmt: skip
def test_a_prompt_is_the_same_in_another_folder_and_at_another_time(one: str, other: str) -> None:
    assert is_same(one, other)
    assert is_same(other, one)
    assert begins_with(other + "make -j8", one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("user@host:~$ ", "root@host:~# "), ("user@host:~$ ", "user@other:~$ "), ("$ ", "# "), ("$ ", "> "),
        ("user@host:~$ ", "(venv) user@host:~$ "), ("mysql> ", "mysql> select 1"), ("~ $ ", "/tmp $ "),
    ],
)  # fmt: skip
def test_another_shell_has_another_prompt(one: str, other: str) -> None:
    assert not is_same(one, other)


def test_a_further_line_of_a_command_is_known_by_its_sign() -> None:
    assert all(map(goes_on, ("> ", ">", "dquote> ", "pipe cmdsubst> "[5:], "    -> ", "   ...> ", ">> ", "for> ")))
    assert not any(map(goes_on, ("$ ", "ops@gpu01 ~> ", "C:\\>", "~/src> ", "db=# ", "ops$ ")))


def test_output_is_not_taken_for_a_prompt_with_a_command() -> None:
    assert not begins_with("total 12", "user@host:~$ ")
    assert not begins_with("", "user@host:~$ ")
    assert begins_with("$ make", "$ ")
    assert head(">>> ") == ""
