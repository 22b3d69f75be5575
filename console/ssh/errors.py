"""What can go wrong on the way to a host, told apart by type."""

from __future__ import annotations

from typing import ClassVar

from console.model.errors import ConsoleError
from console.model.text import N_


class SshError(ConsoleError):
    """A failure of this room; each kind states its own code, message and hint.

    ``retryable`` says whether trying again on its own makes sense: it does after trouble in the
    network, it does not where a person has to decide or to type something.
    """

    CODE: ClassVar[str] = "ssh.failed"
    MESSAGE: ClassVar[str] = N_("The SSH connection to {host} failed: {reason}.")
    HINT: ClassVar[str] = ""
    retryable: ClassVar[bool] = False

    def __init__(self, **params: object) -> None:
        super().__init__(self.CODE, self.MESSAGE, self.HINT, **params)


class DestinationInvalid(SshError):
    """What was typed is not a destination."""

    CODE = "ssh.destination_invalid"
    MESSAGE = N_("“{text}” is not a destination: {part} is wrong ({reason}).")
    HINT = N_("Type host, user@host:port or [IPv6 address]:port; -J hop goes over another host.")


class ConfigBroken(SshError):
    """An ssh_config file cannot be used as it is."""

    CODE = "ssh.config_broken"
    MESSAGE = N_("The SSH configuration cannot be used for {host}: {reason}.")
    HINT = N_("Correct the line that is named. OpenSSH refuses it as well.")


class NameNotFound(SshError):
    """The name of the host has no address."""

    CODE = "ssh.name_not_found"
    MESSAGE = N_("No address was found for the name {host}.")
    HINT = N_("Check the spelling, the HostName in your SSH configuration, and the name service of this computer.")


class NameServiceDown(NameNotFound):
    """The name service did not answer, which may pass."""

    CODE = "ssh.name_service_down"
    MESSAGE = N_("The name service did not answer for {host}.")
    HINT = N_("Check the network of this computer.")
    retryable = True


class ConnectRefused(SshError):
    """The host answered: nothing listens there."""

    CODE = "ssh.refused"
    MESSAGE = N_("{host} refuses connections on port {port}.")
    HINT = N_("The host is up but no SSH server listens on this port. Check the port, or start the server.")
    retryable = True


class ConnectTimedOut(SshError):
    """Nothing answered in time."""

    CODE = "ssh.timed_out"
    MESSAGE = N_("{host} did not answer on port {port} within {seconds} s.")
    HINT = N_("The host may be down, or a firewall drops the connection.")
    retryable = True


class LoginTimedOut(SshError):
    """The server took the connection but did not finish the login."""

    CODE = "ssh.login_timed_out"
    MESSAGE = N_("{host} accepted the connection but did not finish the login within {seconds} s.")
    HINT = N_("The host may be overloaded. A server on this port that is not SSH looks the same.")
    retryable = True


class NoRoute(SshError):
    """The network has no way to the host."""

    CODE = "ssh.no_route"
    MESSAGE = N_("There is no route to {host}: {reason}.")
    HINT = N_("Check the network of this computer, the VPN, and whether the host is switched on.")
    retryable = True


class NotSsh(SshError):
    """Something else than an SSH server answers, or one that speaks another dialect."""

    CODE = "ssh.negotiation_failed"
    MESSAGE = N_("{host} and this program found no common SSH protocol on port {port}: {reason}.")
    HINT = N_(
        "Check that the port belongs to an SSH server. "
        "A very old server may need its algorithms named in the configuration."
    )


class JumpFailed(SshError):
    """The host on the way could not open the connection to the next one."""

    CODE = "ssh.jump_failed"
    MESSAGE = N_("{jump} could not open a connection to {host} port {port}: {reason}.")
    HINT = N_("Check from the jump host whether the next host can be reached.")
    retryable = True


class ProxyFailed(SshError):
    """The ProxyCommand did not come up."""

    CODE = "ssh.proxy_failed"
    MESSAGE = N_("The ProxyCommand for {host} failed: {reason}.")
    HINT = N_("Run the command of the SSH configuration by hand to see its message.")


class ConnectionLost(SshError):
    """A connection that stood is gone."""

    CODE = "ssh.connection_lost"
    MESSAGE = N_("The connection to {host} was lost: {reason}.")
    HINT = N_("Connect again. What ran in a terminal there may have ended with it.")
    retryable = True


class HungUp(ConnectionLost):
    """The server ended the connection before it showed its key."""

    CODE = "ssh.hung_up"
    MESSAGE = N_("{host} hung up before the connection was secured.")
    HINT = N_(
        "The server may take no more connections just now, or block this address after failed logins. "
        "An old server that shares no algorithm with this program looks the same."
    )


class AuthFailed(SshError):
    """The server accepts none of what was offered."""

    CODE = "ssh.auth_failed"
    MESSAGE = N_("{host} does not accept the login as {user}. Tried: {methods}.")
    HINT = N_("Check the user name and the key or password. {notes}")


class AuthCancelled(AuthFailed):
    """The person did not answer the question for a secret."""

    CODE = "ssh.auth_cancelled"
    MESSAGE = N_("The login to {host} as {user} was given up: no password or passphrase was entered.")
    HINT = N_("Connect again to be asked again.")


class PassphraseWrong(AuthFailed):
    """The passphrase does not open the key."""

    CODE = "ssh.passphrase_wrong"
    MESSAGE = N_("The passphrase for the key {path} was wrong {attempts} times, and {host} accepted nothing else.")
    HINT = N_("Connect again to try once more, or load the key into your SSH agent.")


class KeyUnreadable(AuthFailed):
    """A private key cannot be used."""

    CODE = "ssh.key_unreadable"
    MESSAGE = N_("The private key {path} cannot be read: {reason}.")
    HINT = N_("Check the permissions and the contents of the file. It must be a private key, not the .pub file.")


class KeyNeedsAgent(AuthFailed):
    """A key that a FIDO device keeps, and nobody here can ask the device."""

    CODE = "ssh.key_needs_agent"
    MESSAGE = N_("The key {path} lives on a security key, and the SSH agent does not have it.")
    HINT = N_("Load it into the agent of this computer: ssh-add {path}. The agent asks for the touch.")


class HostKeyRefused(SshError):
    """The key of the host is unknown and nobody vouched for it."""

    CODE = "ssh.host_key_unknown"
    MESSAGE = N_("The {key_type} key {fingerprint} of {host} is unknown and was not trusted.")
    HINT = N_("Compare the fingerprint with the one the administrator of the host gives you, then connect again.")


class HostKeyChanged(SshError):
    """The host shows another key than the one that is known."""

    CODE = "ssh.host_key_changed"
    MESSAGE = N_(
        "THE HOST KEY OF {host} HAS CHANGED. Known: {known}. Offered now: {offered}. "
        "Somebody may be listening in, or the host was installed again."
    )
    HINT = N_("Ask the administrator of the host. Only if the change is expected, remove {entry} and connect again.")


class HostKeyRevoked(SshError):
    """The key of the host is on the list of keys that must not be trusted any more."""

    CODE = "ssh.host_key_revoked"
    MESSAGE = N_("THE HOST KEY OF {host} IS REVOKED: {offered}, marked @revoked in {entry}.")
    HINT = N_("Do not connect. The key has been stolen or withdrawn: ask the administrator of the host.")


class KnownHostsUnwritable(SshError):
    """The trusted key could not be written down."""

    CODE = "ssh.known_hosts_unwritable"
    MESSAGE = N_("The host keys in {path} could not be changed: {reason}.")
    HINT = N_("Check the permissions of the file and the space on the disk.")


class KnownHostsLineChanged(SshError):
    """A line that was to be removed is not the one that was chosen."""

    CODE = "ssh.known_hosts_line_changed"
    MESSAGE = N_("Line {line} of {path} has changed in the meantime; nothing was removed.")
    HINT = N_("Read the host keys again and choose anew.")


class ChannelLimit(SshError):
    """The connection carries as many sessions as it may."""

    CODE = "ssh.channel_limit"
    MESSAGE = N_("{host} allows no further session on this connection ({reason}).")
    HINT = N_("Close a terminal on this host first.")


class CommandTimedOut(SshError):
    """A command did not end in time; it may still run on the host."""

    CODE = "ssh.command_timed_out"
    MESSAGE = N_("A command on {host} did not end within {seconds} s.")
    HINT = N_("The host may be busy. The command may still be running there.")


class ForwardRefused(SshError):
    """Nothing listens at the far end of a tunnel, or the server forbids it."""

    CODE = "ssh.forward_refused"
    MESSAGE = N_("{host} could not connect to {target}: {reason}.")
    HINT = N_("Check that the service runs there and that the server allows TCP forwarding.")


class ForwardPortInUse(SshError):
    """A port forward cannot listen: somebody else does."""

    CODE = "ssh.forward_port_in_use"
    MESSAGE = N_("{listens} is in use on this computer: the port forward through {host} is not open.")
    HINT = N_("End the program that listens there, or another ssh with the same forward, and open it again.")


class ForwardNotOpened(SshError):
    """A port forward cannot listen for another reason."""

    CODE = "ssh.forward_not_opened"
    MESSAGE = N_("The port forward through {host} cannot listen at {listens}: {reason}.")
    HINT = N_("Ports below 1024 need rights of their own; an address must be one of this computer.")


class ForwardNotAllowed(SshError):
    """The node does not listen for a port forward."""

    CODE = "ssh.forward_not_allowed"
    MESSAGE = N_("{host} does not listen at {listens} for a port forward: {reason}.")
    HINT = N_("The port may be in use there, or the server forbids forwarding (AllowTcpForwarding, GatewayPorts).")


class SftpMissing(SshError):
    """The server has no SFTP."""

    CODE = "ssh.sftp_missing"
    MESSAGE = N_("{host} offers no file transfer (SFTP): {reason}.")
    HINT = N_("Install openssh-sftp-server there. Output of a login script can break it too.")


class TransferFailed(SshError):
    """A file could not be carried over."""

    CODE = "ssh.transfer_failed"
    MESSAGE = N_("{path} could not be written on {host}: {reason}.")
    HINT = N_("Check that the folder exists.")


class RemoteDiskFull(TransferFailed):
    """There is no room for the file."""

    CODE = "ssh.disk_full"
    MESSAGE = N_("The disk of {host} is full: {path} needs {needed_bytes} bytes, {free_bytes} bytes are free.")
    HINT = N_("Make room on the host or choose another folder. What was written of the file has been removed.")


class ChecksumWrong(TransferFailed):
    """What arrived is not what was sent, or not what it should have been."""

    CODE = "ssh.checksum_wrong"
    MESSAGE = N_("{path} on {host} has the wrong checksum: {found} in place of {expected}.")
    HINT = N_("What was carried has been removed. Try again; if it stays like this, look at memory and disk.")


class NoChecksum(TransferFailed):
    """The host has nothing to take a checksum with."""

    CODE = "ssh.no_checksum"
    MESSAGE = N_("{host} has no program that takes checksums.")
    HINT = N_("Install coreutils (sha256sum), OpenSSL or Python there.")


class RemotePermissionDenied(TransferFailed):
    """The login may not write there."""

    CODE = "ssh.permission_denied"
    MESSAGE = N_("The login on {host} may not write {path}.")
    HINT = N_("Choose a folder that belongs to the user, or log in as another one.")
