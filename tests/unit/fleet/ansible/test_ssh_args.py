from __future__ import annotations

import pytest

from console.fleet.ansible.ssh_args import SshArguments, parse_arguments


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", SshArguments()),
        ("-o ProxyJump=ops@bastion.example.com:2222", SshArguments(jumps=("ops@bastion.example.com:2222",))),
        ("-J a,b -o StrictHostKeyChecking=no", SshArguments(jumps=("a", "b"))),
        ("-oProxyJump=a -C -v", SshArguments(jumps=("a",))),
        ("-o 'ProxyJump a'", SshArguments(jumps=("a",))),
        ("-o ProxyJump=none", SshArguments()),
        ('-o ProxyCommand="ssh -W %h:%p -q ops@bastion"', SshArguments(jumps=("ops@bastion",))),
        ("-o ProxyCommand='ssh -p 2222 -l ops -i key bastion nc %h %p'", SshArguments(jumps=("ops@bastion:2222",))),
        ("-o ProxyCommand='nc -X 5 -x proxy:1080 %h %p'", SshArguments()),
        ("-i ~/.ssh/k -p 2200 -l me", SshArguments(user="me", port="2200", identity_file="~/.ssh/k")),
        ("-o UserKnownHostsFile=/dev/null -o User=x", SshArguments(user="x")),
        ("-o UserKnownHostsFile=~/.ssh/fleet", SshArguments(known_hosts="~/.ssh/fleet")),
    ],
)
def test_what_leads_somewhere(text: str, found: SshArguments) -> None:
    assert parse_arguments(text) == found


def test_an_open_quote_is_an_error() -> None:
    with pytest.raises(ValueError, match="quotation"):
        parse_arguments("-o 'x")
