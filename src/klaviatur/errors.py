"""The error tree.

KlaviaturError
├── SourceError            a source cannot be used
│   ├── SourceNotFound         nothing is there
│   ├── SourceUnreadable       broken, encrypted, binary or too large
│   └── SourceTooThin          read, but there is no text to work with
├── TableError             product data cannot be used
│   ├── TableUnreadable        broken, binary, encrypted, too large, a bomb
│   ├── TableEmpty             read, but there is no row, or no header
│   └── MappingError           a mapping file is wrong or does not fit the table
├── WorkspaceError         a workspace cannot be used
│   ├── SchemaOutdated         the database has another schema than this version
│   ├── UnknownProduct         no product has this key
│   ├── UnknownSource          no text or product under review has this key
│   ├── UnknownVariant         no variant, revision or comment has this id
│   ├── UnknownMember          nobody has this name
│   ├── UnknownProposal        no proposal has this id
│   ├── UnknownWork            no piece of work has this id
│   ├── UnknownOutput          no output profile has this name
│   ├── UnknownOutlet          no outlet has this name
│   ├── UnknownDelivery        no delivery has this id
│   ├── NotReleased            no release stands for this wording, so it cannot leave
│   ├── Conflict               somebody else was faster; nothing of theirs is overwritten
│   ├── NotReady               the thing is not in a state in which this can be done
│   └── AuditBroken            the audit was tampered with
├── AccessError            somebody may not do this
│   ├── NotAllowed             their roles, or their token's scopes, do not allow it
│   ├── NotSignedIn            no session, or one that has ended
│   └── SignInRefused          wrong name, password, passkey or link, or too many tries
├── ProfileError           a channel, voice or phrase file is wrong
│   ├── UnknownChannel         no profile has this name
│   └── UnknownVoice           no voice file has this name
├── SettingError           a setting cannot be used
├── DeliveryError          something did not leave, or nobody knows whether it did
│   ├── Refused                the platform will never take it like this
│   ├── NotNow                 nothing has left; a later try may succeed
│   ├── InDoubt                it was sent, and the answer did not come
│   └── NotRetractable         the platform does not take it back
└── WriterError            a writer could not deliver
    ├── WriterUnavailable      no answer, time out, refused
    ├── WriterBudgetSpent      the budget of this run is spent
    └── WriterAnswerUnusable   an answer came, but it is not what was asked for

What is wrong *in* a text is never an error but a `Finding`. Errors know nothing of HTTP; the doors map them.
"""


class KlaviaturError(Exception):
    """Something that was promised cannot be kept; the message says what, to which thing, and the next step."""


class SourceError(KlaviaturError):
    """A source cannot be used."""


class SourceNotFound(SourceError):
    """There is nothing at this place."""


class SourceUnreadable(SourceError):
    """The source is broken, encrypted, binary, too large or of an unknown kind."""


class SourceTooThin(SourceError):
    """The source was read, but holds no text to work with."""


class TableError(KlaviaturError):
    """Product data cannot be used."""


class TableUnreadable(TableError):
    """The file is broken, binary, encrypted, too large, of an unknown kind, or unpacks to a bomb."""


class TableEmpty(TableError):
    """The file was read, but holds no row or no header."""


class MappingError(TableError):
    """A mapping file is wrong or does not fit the table."""


class WorkspaceError(KlaviaturError):
    """A workspace cannot be used."""


class SchemaOutdated(WorkspaceError):
    """The database has another schema than this version of Klaviatur."""


class UnknownProduct(WorkspaceError):
    """No product has this key."""


class UnknownSource(WorkspaceError):
    """No text or product under review has this key."""


class UnknownVariant(WorkspaceError):
    """No variant, revision or comment has this id."""


class UnknownMember(WorkspaceError):
    """Nobody has this name."""


class UnknownProposal(WorkspaceError):
    """No proposal has this id."""


class UnknownWork(WorkspaceError):
    """No piece of work has this id."""


class UnknownOutput(WorkspaceError):
    """No output profile has this name."""


class UnknownOutlet(WorkspaceError):
    """No outlet has this name."""


class UnknownDelivery(WorkspaceError):
    """No delivery has this id."""


class NotReleased(WorkspaceError):
    """No release stands for this wording, so it cannot leave."""


class Conflict(WorkspaceError):
    """Somebody else was faster; what they did stays, and what was sent is not lost."""


class NotReady(WorkspaceError):
    """The thing is not in a state in which this can be done."""


class Overtaken(NotReady):
    """An output holds a wording whose release has ended since it ran."""


class AuditBroken(WorkspaceError):
    """The audit was tampered with."""


class AccessError(KlaviaturError):
    """Somebody may not do this."""


class NotAllowed(AccessError):
    """Their roles, or the scopes of their token, do not allow it."""


class NotSignedIn(AccessError):
    """There is no session, or it has ended."""


class SignInRefused(AccessError):
    """Wrong name, password, passkey or link, or too many tries."""


class ProfileError(KlaviaturError):
    """A channel, voice or phrase file is wrong."""


class UnknownChannel(ProfileError):
    """No channel profile has this name."""


class UnknownVoice(ProfileError):
    """No voice file is at this place."""


class SettingError(KlaviaturError):
    """A setting cannot be used as it is."""


class DeliveryError(KlaviaturError):
    """Something did not leave, or nobody knows whether it did."""


class Refused(DeliveryError):
    """The platform will never take it like this."""


class NotNow(DeliveryError):
    """Nothing has left; a later try may succeed, not before `retry_after_s` where the platform names a time.

    That time is the whole outlet's, unless it is that of one delivery `alone` (a recipient's greylisting).
    """

    def __init__(self, message: str, *, retry_after_s: float | None = None, alone: bool = False) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s
        self.alone = alone


class InDoubt(DeliveryError):
    """It was sent, and the answer did not come: a person finds out whether it arrived."""


class NotRetractable(DeliveryError):
    """The platform does not take it back."""


class WriterError(KlaviaturError):
    """A writer could not deliver; the embedded writer takes over."""


class WriterUnavailable(WriterError):
    """The model did not answer, refused or ran out of time."""


class WriterBudgetSpent(WriterError):
    """The budget of this run is spent."""


class WriterAnswerUnusable(WriterError):
    """An answer came, but it is not what was asked for."""
