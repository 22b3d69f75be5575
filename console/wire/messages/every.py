"""Every subject, and the codec that knows them all. A new subject is a new module and a line here."""

from console.wire.messages.alerts import *
from console.wire.messages.appearance import *
from console.wire.messages.arrangement import *
from console.wire.messages.base import *
from console.wire.messages.broadcast import *
from console.wire.messages.clusters import *
from console.wire.messages.commands import *
from console.wire.messages.copying import *
from console.wire.messages.deploys import *
from console.wire.messages.details import *
from console.wire.messages.exports import *
from console.wire.messages.fit import *
from console.wire.messages.fleet import *
from console.wire.messages.forwards import *
from console.wire.messages.hands import *
from console.wire.messages.history import *
from console.wire.messages.hostkeys import *
from console.wire.messages.hubs import *
from console.wire.messages.inventory import *
from console.wire.messages.layouts import *
from console.wire.messages.life import *
from console.wire.messages.marks import *
from console.wire.messages.metrics import *
from console.wire.messages.mirror import *
from console.wire.messages.players import *
from console.wire.messages.questions import *
from console.wire.messages.readiness import *
from console.wire.messages.recordings import *
from console.wire.messages.redaction import *
from console.wire.messages.search import *
from console.wire.messages.serving import *
from console.wire.messages.snippets import *
from console.wire.messages.terminals import *
from console.wire.messages.watching import *

from console.wire.messages.codec import *  # isort: skip
