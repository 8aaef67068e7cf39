"""The data types that the stages exchange.

All are frozen, slotted, keyword-only and hold tuples, so one can be cached, compared and
sent between threads without a copy. Offsets count characters, are half-open, and point into
`Document.text`.
"""

from components.types.answers import (
    MAX_QUESTION_CHARS as MAX_QUESTION_CHARS,
    Answer as Answer,
    Citation as Citation,
    Generation as Generation,
    Hit as Hit,
    Notice as Notice,
    Retrieved as Retrieved,
    Rewrite as Rewrite,
    Scale as Scale,
    Scope as Scope,
    Sentence as Sentence,
    Token as Token,
    Usage as Usage,
)
from components.types.conversations import (
    Conversation as Conversation,
    ConversationRow as ConversationRow,
    Feedback as Feedback,
    Turn as Turn,
)
from components.types.documents import (
    DEFAULT_COLLECTION as DEFAULT_COLLECTION,
    FOUND as FOUND,
    Block as Block,
    BlockKind as BlockKind,
    Chunk as Chunk,
    Collection as Collection,
    Document as Document,
    DocumentRow as DocumentRow,
    DocumentStatus as DocumentStatus,
    PageFailure as PageFailure,
    PageText as PageText,
    ReadyDocument as ReadyDocument,
    blocks_within as blocks_within,
    chunk_id as chunk_id,
    page_at as page_at,
)
from components.types.jobs import (
    Addition as Addition,
    FileReport as FileReport,
    IndexStatus as IndexStatus,
    Job as Job,
    JobKind as JobKind,
    JobStatus as JobStatus,
    Progress as Progress,
    Renamed as Renamed,
    Upload as Upload,
    WebPage as WebPage,
)
from components.types.models import (
    Message as Message,
    ModelCard as ModelCard,
    ModelChoice as ModelChoice,
    Piece as Piece,
    Prompt as Prompt,
    Role as Role,
    Step as Step,
)
