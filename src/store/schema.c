/* schema: the tables of the record, and how an older record becomes a present one.
 *
 * A version is the number of steps that made it; a new record runs all of them, an older one those
 * it lacks, in one transaction with the version's number, so that a crash leaves the old one or the
 * new one. A step is never changed once a record was made with it; a change is a further step.
 *
 * Conventions: instants are seconds since 1970 UTC; digests are 64 lower-case hex digits; yes and no
 * are 1 and 0; NULL is 'none' where a column may be NULL, '' elsewhere. All tables are STRICT. Words
 * are checked by OR, because IN with more than two makes SQLite build a table for every row. What
 * may never change has triggers that say so; they hold for INSERT OR REPLACE too because the
 * connection has recursive_triggers on. */
#include "schema.h"

#include <string.h>

#include "digest.h"
#include "durable_file.h"
#include "error.h"

#define KEY_BYTES 32

static const char ledger[] =
    "-- Every message ever received, and what became of it.\n"
    "CREATE TABLE ledger (\n"
    "  id             INTEGER PRIMARY KEY,      -- order of work\n"
    "  spool_name     TEXT NOT NULL UNIQUE,     -- its file in incoming/new: worked once\n"
    "  sha256         TEXT NOT NULL,            -- of the raw bytes; its name in the archive\n"
    "  mailbox        TEXT NOT NULL,            -- the address it came to\n"
    "  received       INTEGER NOT NULL,         -- receipt, which starts clocks\n"
    "  message_id     TEXT NOT NULL,            -- as the sender gave it, without <>; '' if none\n"
    "  sender         TEXT NOT NULL COLLATE NOCASE, -- From address, '' if none or several\n"
    "  content_digest TEXT NOT NULL,            -- of field values and attachments; '' if unread\n"
    "  kind           TEXT NOT NULL,            -- message kind\n"
    "  disposition    TEXT NOT NULL CHECK (disposition = 'case' OR disposition = 'held' OR\n"
    "    disposition = 'signposted' OR disposition = 'repeat' OR disposition = 'automatic' OR\n"
    "    disposition = 'set-aside'),\n"
    "  reference      TEXT,                     -- the case it went to\n"
    "  reason         TEXT NOT NULL,            -- why, in words\n"
    "  repeat_of      INTEGER REFERENCES ledger (id), -- the first copy\n"
    "  CHECK (disposition <> 'repeat' OR repeat_of IS NOT NULL)\n"
    ") STRICT;\n"
    "-- The same bytes to the same mailbox are one message; further copies are repeats of it.\n"
    "CREATE UNIQUE INDEX ledger_identity ON ledger\n"
    "  (sha256, mailbox, (CASE WHEN repeat_of IS NULL THEN 1 END));\n"
    "CREATE INDEX ledger_message_id ON ledger (message_id) WHERE message_id <> '';\n"
    "CREATE INDEX ledger_content ON ledger (content_digest, sender) WHERE disposition = 'case';\n"
    "CREATE TRIGGER ledger_kept BEFORE DELETE ON ledger BEGIN\n"
    "  SELECT RAISE(ABORT, 'the ledger forgets nothing'); END;\n"
    "CREATE TRIGGER ledger_fixed BEFORE UPDATE OF id, spool_name, sha256, mailbox, received,\n"
    "  message_id, sender, content_digest, repeat_of ON ledger BEGIN\n"
    "  SELECT RAISE(ABORT, 'what was received cannot be changed'); END;\n";

static const char cases[] =
    "-- Cases as they stand: a projection of the events, for looking them up. Never the truth.\n"
    "CREATE TABLE cases (\n"
    "  reference       TEXT PRIMARY KEY,\n"
    "  prefix          TEXT NOT NULL,           -- the reference taken apart\n"
    "  year            INTEGER NOT NULL,\n"
    "  serial          INTEGER NOT NULL,\n"
    "  policy          TEXT NOT NULL,\n"
    "  policy_sha256   TEXT NOT NULL,           -- of the text it is pinned to\n"
    "  mailbox         TEXT NOT NULL,\n"
    "  state           TEXT NOT NULL CHECK (state = 'provisional' OR state = 'open' OR\n"
    "    state = 'closing' OR state = 'closed' OR state = 'handed-off'),\n"
    "  active          INTEGER NOT NULL,        -- neither closed nor handed off\n"
    "  cycle           INTEGER NOT NULL,\n"
    "  urgent          INTEGER NOT NULL,\n"
    "  harm_unanswered INTEGER NOT NULL,\n"
    "  stage           TEXT,                    -- NULL while none is accepted\n"
    "  tier            INTEGER,                 -- NULL where the stage has none\n"
    "  stage_claimed   TEXT,\n"
    "  held_gate       TEXT,\n"
    "  raising         TEXT,                    -- agency ids, NULL while unknown\n"
    "  challenged      TEXT,\n"
    "  routing_held    TEXT,                    -- side whose agency a person must name\n"
    "  opened          INTEGER NOT NULL,\n"
    "  entered         INTEGER,                 -- the stage\n"
    "  last_received   INTEGER,\n"
    "  last_event      INTEGER NOT NULL,\n"
    "  next_tick       INTEGER,                 -- when its clock next acts, NULL never\n"
    "  child_keys      TEXT NOT NULL,           -- its rows in case_children, one a line, sorted\n"
    "  events          INTEGER NOT NULL,        -- how many it has\n"
    "  hash            TEXT NOT NULL            -- of its last event\n"
    ") STRICT, WITHOUT ROWID;\n"
    "CREATE UNIQUE INDEX cases_serial ON cases (prefix, year, serial);\n"
    "CREATE INDEX cases_active ON cases (active, opened);\n"
    "CREATE INDEX cases_raising ON cases (raising) WHERE active = 1 AND raising IS NOT NULL;\n"
    "CREATE INDEX cases_challenged ON cases (challenged)\n"
    "  WHERE active = 1 AND challenged IS NOT NULL;\n"
    "CREATE INDEX cases_tick ON cases (next_tick) WHERE next_tick IS NOT NULL;\n"
    "\n"
    "-- Addresses that have been originator, holder or sender of a case. Projection.\n"
    "CREATE TABLE case_people (\n"
    "  address   TEXT NOT NULL,                 -- folded\n"
    "  reference TEXT NOT NULL,\n"
    "  PRIMARY KEY (address, reference)\n"
    ") STRICT, WITHOUT ROWID;\n"
    "\n"
    "-- Keys under which a child is found again (cases/lookup.c). Projection.\n"
    "CREATE TABLE case_children (\n"
    "  key       TEXT NOT NULL,\n"
    "  reference TEXT NOT NULL,\n"
    "  PRIMARY KEY (key, reference)\n"
    ") STRICT, WITHOUT ROWID;\n";

static const char events[] =
    "-- The record itself: what happened to every case, chained by hash (event_log.c).\n"
    "CREATE TABLE events (\n"
    "  id        INTEGER PRIMARY KEY,           -- place in the chain, from 1 without gaps\n"
    "  reference TEXT NOT NULL REFERENCES cases (reference),\n"
    "  seq       INTEGER NOT NULL,              -- place in the case, from 1\n"
    "  at        INTEGER NOT NULL,\n"
    "  kind      TEXT NOT NULL,\n"
    "  actor     TEXT NOT NULL,                 -- who caused it\n"
    "  text      TEXT NOT NULL,                 -- plain words\n"
    "  message   TEXT,                          -- sha256 of the message it came from\n"
    "  changes   TEXT NOT NULL,                 -- rows that are folded (cases/case_change.c)\n"
    "  hash      TEXT NOT NULL CHECK (length(hash) = 64),\n"
    "  UNIQUE (reference, seq)\n"
    ") STRICT;\n"
    "CREATE TRIGGER events_kept BEFORE DELETE ON events BEGIN\n"
    "  SELECT RAISE(ABORT, 'events are never removed'); END;\n"
    "CREATE TRIGGER events_fixed BEFORE UPDATE ON events BEGIN\n"
    "  SELECT RAISE(ABORT, 'events are never changed'); END;\n";

static const char held[] = "-- Messages that wait for a person, and those a person has decided.\n"
                           "CREATE TABLE held (\n"
                           "  id           INTEGER PRIMARY KEY,\n"
                           "  ledger       INTEGER NOT NULL UNIQUE REFERENCES ledger (id),\n"
                           "  sha256       TEXT NOT NULL,\n"
                           "  mailbox      TEXT NOT NULL,\n"
                           "  received     INTEGER NOT NULL,\n"
                           "  sender       TEXT NOT NULL,\n"
                           "  sender_level TEXT NOT NULL,\n"
                           "  subject      TEXT NOT NULL,              -- cleaned\n"
                           "  kind         TEXT NOT NULL,\n"
                           "  reason       TEXT NOT NULL,              -- short code\n"
                           "  text         TEXT NOT NULL,              -- the same in words\n"
                           "  urgent       INTEGER NOT NULL,\n"
                           "  resolved     INTEGER,                    -- NULL while it waits\n"
                           "  resolution   TEXT NOT NULL               -- '' while it waits\n"
                           ") STRICT;\n"
                           "CREATE INDEX held_waiting ON held (resolved);\n"
                           "CREATE TRIGGER held_kept BEFORE DELETE ON held BEGIN\n"
                           "  SELECT RAISE(ABORT, 'held messages are decided, not removed'); END;\n"
                           "-- Cases it may belong to, likeliest first.\n"
                           "CREATE TABLE held_suggestions (\n"
                           "  held      INTEGER NOT NULL REFERENCES held (id),\n"
                           "  n         INTEGER NOT NULL,\n"
                           "  reference TEXT NOT NULL,\n"
                           "  why       TEXT NOT NULL,\n"
                           "  PRIMARY KEY (held, n)\n"
                           ") STRICT, WITHOUT ROWID;\n";

static const char outbox[] =
    "-- Mails to send, and sent. Only what became of one may change.\n"
    "CREATE TABLE outbox (\n"
    "  id             INTEGER PRIMARY KEY,      -- order of queueing\n"
    "  reference      TEXT REFERENCES cases (reference), -- NULL: of no case\n"
    "  event_seq      INTEGER NOT NULL,         -- the case's event it belongs to, 0 none\n"
    "  occasion       INTEGER NOT NULL,         -- newest ledger row when it was queued\n"
    "  kind           TEXT NOT NULL,\n"
    "  recipient      TEXT NOT NULL COLLATE NOCASE,\n"
    "  recipient_name TEXT NOT NULL,\n"
    "  role           TEXT NOT NULL,\n"
    "  template       TEXT NOT NULL,\n"
    "  subject        TEXT NOT NULL,\n"
    "  body           TEXT NOT NULL,\n"
    "  message_id     TEXT NOT NULL,            -- derived (message_id.c), ends in the row's id\n"
    "  in_reply_to    TEXT NOT NULL,\n"
    "  thread         TEXT NOT NULL,            -- References, oldest first\n"
    "  answer         INTEGER NOT NULL,         -- to a message; else a notice\n"
    "  mailbox        TEXT NOT NULL,            -- the address it is from\n"
    "  state          TEXT NOT NULL CHECK (state = 'queued' OR state = 'sent' OR\n"
    "    state = 'deferred' OR state = 'failed' OR state = 'suppressed'),\n"
    "  queued         INTEGER NOT NULL,\n"
    "  at             INTEGER NOT NULL,         -- when the state was reached\n"
    "  why            TEXT NOT NULL\n"
    ") STRICT;\n"
    "CREATE INDEX outbox_waiting ON outbox (id) WHERE state IN ('queued', 'deferred');\n"
    "-- The same mail is queued once.\n"
    "CREATE UNIQUE INDEX outbox_identity ON outbox\n"
    "  (ifnull(reference, ''), event_seq, recipient, kind, occasion);\n"
    "CREATE INDEX outbox_answers ON outbox (recipient, queued) WHERE answer = 1;\n"
    "CREATE TRIGGER outbox_kept BEFORE DELETE ON outbox BEGIN\n"
    "  SELECT RAISE(ABORT, 'mails are never removed'); END;\n"
    "CREATE TRIGGER outbox_fixed BEFORE UPDATE OF id, reference, event_seq, occasion, kind,\n"
    "  recipient, recipient_name, role, template, subject, body, message_id, in_reply_to, thread,\n"
    "  answer, mailbox, queued ON outbox BEGIN\n"
    "  SELECT RAISE(ABORT, 'a mail is never changed'); END;\n";

static const char policy_texts_and_keys[] =
    "-- Policy texts that cases are pinned to.\n"
    "CREATE TABLE policy_texts (\n"
    "  sha256 TEXT PRIMARY KEY,\n"
    "  id     TEXT NOT NULL,\n"
    "  text   TEXT NOT NULL\n"
    ") STRICT, WITHOUT ROWID;\n"
    "CREATE TRIGGER policy_texts_kept BEFORE DELETE ON policy_texts BEGIN\n"
    "  SELECT RAISE(ABORT, 'policy texts are never removed'); END;\n"
    "CREATE TRIGGER policy_texts_fixed BEFORE UPDATE ON policy_texts BEGIN\n"
    "  SELECT RAISE(ABORT, 'policy texts are never changed'); END;\n"
    "\n"
    "-- Secrets that outgoing Message-IDs are derived with: the newest signs, the two newest "
    "count.\n"
    "CREATE TABLE keys (\n"
    "  n   INTEGER PRIMARY KEY,\n"
    "  key BLOB NOT NULL CHECK (length(key) = 32)\n"
    ") STRICT;\n";

/* What failed before was shown with its case as it failed: nobody is told of it a second time. */
static const char outbox_tries[] =
    "-- What the transport said of a mail, when it is tried again, and whether a failure has been\n"
    "-- acted on (its recipient marked, the office told).\n"
    "ALTER TABLE outbox ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0; -- answered with 'later'\n"
    "ALTER TABLE outbox ADD COLUMN next_try INTEGER NOT NULL DEFAULT 0; -- not before; 0 at once\n"
    "ALTER TABLE outbox ADD COLUMN smtp_code INTEGER NOT NULL DEFAULT 0; -- last reply's, 0 none\n"
    "ALTER TABLE outbox ADD COLUMN smtp_status TEXT NOT NULL DEFAULT ''; -- as 5.1.1, RFC 3463\n"
    "ALTER TABLE outbox ADD COLUMN concluded INTEGER NOT NULL DEFAULT 0\n"
    "  CHECK (concluded = 0 OR concluded = 1);\n"
    "UPDATE outbox SET concluded = 1 WHERE state = 'failed' OR state = 'suppressed';\n"
    "CREATE INDEX outbox_due ON outbox (next_try) WHERE state = 'queued' OR state = 'deferred';\n"
    "CREATE INDEX outbox_unconcluded ON outbox (id)\n"
    "  WHERE (state = 'failed' OR state = 'suppressed') AND concluded = 0;\n";

static const char alarms[] =
    "-- Outages the office is told of: once when one has lasted too long, once when it is over.\n"
    "CREATE TABLE alarms (\n"
    "  id      INTEGER PRIMARY KEY,\n"
    "  kind    TEXT NOT NULL,                   -- what is wrong (app/site_alarms.c)\n"
    "  subject TEXT NOT NULL,                   -- with what: a source's name; '' the site\n"
    "  since   INTEGER NOT NULL,\n"
    "  told    INTEGER,                         -- NULL: not yet\n"
    "  ended   INTEGER                          -- NULL: it lasts\n"
    ") STRICT;\n"
    "CREATE UNIQUE INDEX alarms_lasting ON alarms (kind, subject) WHERE ended IS NULL;\n"
    "CREATE TRIGGER alarms_kept BEFORE DELETE ON alarms BEGIN\n"
    "  SELECT RAISE(ABORT, 'outages are ended, not removed'); END;\n"
    "CREATE TRIGGER alarms_fixed BEFORE UPDATE OF id, kind, subject, since ON alarms BEGIN\n"
    "  SELECT RAISE(ABORT, 'an outage is never another'); END;\n";

static const char warnings[] =
    "-- What a person was told because of an address, so as not to be told with every message.\n"
    "CREATE TABLE warnings (\n"
    "  id      INTEGER PRIMARY KEY,\n"
    "  kind    TEXT NOT NULL,                   -- of what (cases/)\n"
    "  address TEXT NOT NULL COLLATE NOCASE,\n"
    "  at      INTEGER NOT NULL\n"
    ") STRICT;\n"
    "CREATE INDEX warnings_of ON warnings (kind, address, at);\n"
    "CREATE TRIGGER warnings_kept BEFORE DELETE ON warnings BEGIN\n"
    "  SELECT RAISE(ABORT, 'warnings are never removed'); END;\n"
    "CREATE TRIGGER warnings_fixed BEFORE UPDATE ON warnings BEGIN\n"
    "  SELECT RAISE(ABORT, 'warnings are never changed'); END;\n"
    "-- Mails to somebody: the answers, and those that a report without our mark may mean.\n"
    "DROP INDEX outbox_answers;\n"
    "CREATE INDEX outbox_recipient ON outbox (recipient, queued);\n"
    "CREATE INDEX outbox_failures ON outbox (recipient, at) WHERE state = 'failed';\n";

static const char held_rulings[] =
    "-- What the office decided, as it was given, so that it can be given again "
    "(app/replay_past.c).\n"
    "ALTER TABLE held ADD COLUMN verb TEXT NOT NULL DEFAULT ''; -- '' waits, or not kept\n"
    "ALTER TABLE held ADD COLUMN ruled_case TEXT NOT NULL DEFAULT '';\n"
    "ALTER TABLE held ADD COLUMN ruled_by TEXT NOT NULL DEFAULT '';\n"
    "ALTER TABLE held ADD COLUMN ruled_why TEXT NOT NULL DEFAULT '';\n";

static const char outbox_conversation[] =
    "-- What Outlook groups by, of the message that a mail answers; '' for all other mails.\n"
    "ALTER TABLE outbox ADD COLUMN thread_index TEXT NOT NULL DEFAULT '';\n"
    "DROP TRIGGER outbox_fixed;\n"
    "CREATE TRIGGER outbox_fixed BEFORE UPDATE OF id, reference, event_seq, occasion, kind,\n"
    "  recipient, recipient_name, role, template, subject, body, message_id, in_reply_to, thread,\n"
    "  thread_index, answer, mailbox, queued ON outbox BEGIN\n"
    "  SELECT RAISE(ABORT, 'a mail is never changed'); END;\n";

static const char held_said[] =
    "-- What a message says, field by field, that may be of the same dispute as a case: a person\n"
    "-- sees the two side by side.\n"
    "CREATE TABLE held_said (\n"
    "  held  INTEGER NOT NULL REFERENCES held (id),\n"
    "  n     INTEGER NOT NULL,\n"
    "  key   TEXT NOT NULL,                     -- of the forms' fields\n"
    "  child INTEGER NOT NULL,                  -- 0: of the whole, else which of its children\n"
    "  value TEXT NOT NULL,                     -- as written\n"
    "  PRIMARY KEY (held, n)\n"
    ") STRICT, WITHOUT ROWID;\n";

/* Waiting mails are found by outbox_due. */
static const char nobody_asks[] = "DROP INDEX outbox_waiting;\n";

static const char heads[] =
    "-- Heads of the chains as they were given to people to keep (heads.c).\n"
    "CREATE TABLE heads (\n"
    "  day    TEXT NOT NULL,                    -- local, as 2026-03-04\n"
    "  chain  TEXT NOT NULL,                    -- the table it is of\n"
    "  number INTEGER NOT NULL,                 -- links it had\n"
    "  hash   TEXT NOT NULL CHECK (length(hash) = 64), -- of the last one\n"
    "  PRIMARY KEY (day, chain)\n"
    ") STRICT, WITHOUT ROWID;\n"
    "CREATE TRIGGER heads_kept BEFORE DELETE ON heads BEGIN\n"
    "  SELECT RAISE(ABORT, 'heads are never removed'); END;\n"
    "CREATE TRIGGER heads_fixed BEFORE UPDATE ON heads BEGIN\n"
    "  SELECT RAISE(ABORT, 'heads are never changed'); END;\n";

static const char looks[] =
    "-- Who looked at what, chained by hash (look_log.c).\n"
    "CREATE TABLE looks (\n"
    "  id        INTEGER PRIMARY KEY,           -- place in the chain, from 1 without gaps\n"
    "  at        INTEGER NOT NULL,              -- by the machine's clock\n"
    "  who       TEXT NOT NULL,                 -- as they say\n"
    "  login     TEXT NOT NULL,                 -- as the machine says\n"
    "  command   TEXT NOT NULL,                 -- with what\n"
    "  reference TEXT NOT NULL,                 -- the case; '': a list of all\n"
    "  events    INTEGER NOT NULL,              -- how many the record had then\n"
    "  hash      TEXT NOT NULL CHECK (length(hash) = 64)\n"
    ") STRICT;\n"
    "CREATE INDEX looks_case ON looks (reference);\n"
    "CREATE TRIGGER looks_kept BEFORE DELETE ON looks BEGIN\n"
    "  SELECT RAISE(ABORT, 'looks are never removed'); END;\n"
    "CREATE TRIGGER looks_fixed BEFORE UPDATE ON looks BEGIN\n"
    "  SELECT RAISE(ABORT, 'looks are never changed'); END;\n";

static const char decided_once[] =
    "-- What a person decided about a message is decided once, and what was held is not "
    "rewritten.\n"
    "CREATE TRIGGER ledger_settled BEFORE UPDATE OF disposition, reference, reason ON ledger\n"
    "  WHEN OLD.disposition <> 'held' BEGIN\n"
    "  SELECT RAISE(ABORT, 'what became of a message is settled once'); END;\n"
    "CREATE TRIGGER held_fixed BEFORE UPDATE OF id, ledger, sha256, mailbox, received, sender,\n"
    "  sender_level, subject, kind, reason, text, urgent ON held BEGIN\n"
    "  SELECT RAISE(ABORT, 'what was held is never changed'); END;\n"
    "CREATE TRIGGER held_settled BEFORE UPDATE ON held WHEN OLD.resolved IS NOT NULL BEGIN\n"
    "  SELECT RAISE(ABORT, 'a held message is decided once'); END;\n";

static const char erasures[] =
    "-- Tombstones, chained by hash: what was erased, and by whom (erasure.c). `done` is NULL "
    "while\n"
    "-- files and remains of it may be there.\n"
    "CREATE TABLE erasures (\n"
    "  id        INTEGER PRIMARY KEY,           -- place in the chain, from 1 without gaps\n"
    "  at        INTEGER NOT NULL,\n"
    "  officer   TEXT NOT NULL,                 -- as they say\n"
    "  login     TEXT NOT NULL,                 -- as the machine says\n"
    "  what      TEXT NOT NULL CHECK (what = 'raw' OR what = 'message' OR what = 'case' OR\n"
    "    what = 'counts' OR what = 'look'),\n"
    "  number    INTEGER NOT NULL,              -- message, look, or a case's last erased event\n"
    "  reference TEXT NOT NULL,                 -- case, or ''\n"
    "  sha256    TEXT NOT NULL,                 -- of the bytes; a look's hash; '' of a case\n"
    "  why       TEXT NOT NULL,                 -- the period; names nobody\n"
    "  hash      TEXT NOT NULL CHECK (length(hash) = 64),\n"
    "  done      INTEGER\n"
    ") STRICT;\n"
    "CREATE INDEX erasures_of ON erasures (what, number);\n"
    "CREATE INDEX erasures_case ON erasures (reference, what) WHERE reference <> '';\n"
    "CREATE TRIGGER erasures_kept BEFORE DELETE ON erasures BEGIN\n"
    "  SELECT RAISE(ABORT, 'tombstones are never removed'); END;\n"
    "CREATE TRIGGER erasures_fixed BEFORE UPDATE OF id, at, officer, login, what, number,\n"
    "  reference, sha256, why, hash ON erasures BEGIN\n"
    "  SELECT RAISE(ABORT, 'a tombstone is never changed'); END;\n"
    "-- Files that are still to be erased, named by digests.\n"
    "CREATE TABLE erasure_files (\n"
    "  folder TEXT NOT NULL CHECK (folder = 'archive' OR folder = 'outgoing'),\n"
    "  name   TEXT NOT NULL CHECK (length(name) = 64),\n"
    "  PRIMARY KEY (folder, name)\n"
    ") STRICT, WITHOUT ROWID;\n";

static const char erasable_rows[] =
    "-- What may never change may be emptied, once its tombstone stands.\n"
    "DROP TRIGGER ledger_fixed;\n"
    "CREATE TRIGGER ledger_fixed BEFORE UPDATE OF id, spool_name, sha256, mailbox, received,\n"
    "  message_id, sender, content_digest, repeat_of ON ledger\n"
    "WHEN NOT (NEW.id IS OLD.id AND NEW.spool_name IS OLD.spool_name AND\n"
    "  NEW.sha256 IS OLD.sha256 AND NEW.mailbox IS OLD.mailbox AND NEW.received IS OLD.received "
    "AND\n"
    "  NEW.repeat_of IS OLD.repeat_of AND NEW.message_id = '' AND NEW.sender = '' AND\n"
    "  NEW.content_digest = '' AND EXISTS (SELECT 1 FROM erasures WHERE what = 'message' AND\n"
    "  number = OLD.id AND done IS NULL)) BEGIN\n"
    "  SELECT RAISE(ABORT, 'what was received cannot be changed'); END;\n"
    "DROP TRIGGER events_fixed;\n"
    "CREATE TRIGGER events_fixed BEFORE UPDATE ON events\n"
    "WHEN NOT (NEW.id IS OLD.id AND NEW.reference IS OLD.reference AND NEW.seq IS OLD.seq AND\n"
    "  NEW.at IS OLD.at AND NEW.kind IS OLD.kind AND NEW.message IS OLD.message AND\n"
    "  NEW.hash IS OLD.hash AND NEW.text = '' AND EXISTS (SELECT 1 FROM erasures WHERE\n"
    "  reference = OLD.reference AND (what = 'case' OR what = 'counts') AND number >= OLD.id AND\n"
    "  done IS NULL)) BEGIN\n"
    "  SELECT RAISE(ABORT, 'events are never changed'); END;\n"
    "DROP TRIGGER outbox_fixed;\n"
    "CREATE TRIGGER outbox_fixed BEFORE UPDATE OF id, reference, event_seq, occasion, kind,\n"
    "  recipient, recipient_name, role, template, subject, body, message_id, in_reply_to, thread,\n"
    "  thread_index, answer, mailbox, queued ON outbox\n"
    "WHEN NOT (NEW.id IS OLD.id AND NEW.reference IS OLD.reference AND\n"
    "  NEW.event_seq IS OLD.event_seq AND NEW.occasion IS OLD.occasion AND NEW.kind IS OLD.kind "
    "AND\n"
    "  NEW.role IS OLD.role AND NEW.template IS OLD.template AND NEW.answer IS OLD.answer AND\n"
    "  NEW.mailbox IS OLD.mailbox AND NEW.queued IS OLD.queued AND NEW.recipient_name = '' AND\n"
    "  NEW.recipient = 'erased ' || OLD.id AND NEW.subject = '' AND NEW.body = '' AND\n"
    "  NEW.message_id = '' AND NEW.in_reply_to = '' AND NEW.thread = '' AND\n"
    "  NEW.thread_index = '' AND EXISTS (SELECT 1 FROM erasures WHERE done IS NULL AND\n"
    "  ((what = 'case' AND reference = OLD.reference) OR\n"
    "  (what = 'message' AND OLD.reference IS NULL AND number = OLD.occasion)))) BEGIN\n"
    "  SELECT RAISE(ABORT, 'a mail is never changed'); END;\n"
    "DROP TRIGGER looks_fixed;\n"
    "CREATE TRIGGER looks_fixed BEFORE UPDATE ON looks\n"
    "WHEN NOT (NEW.id IS OLD.id AND NEW.at IS OLD.at AND NEW.command IS OLD.command AND\n"
    "  NEW.reference IS OLD.reference AND NEW.events IS OLD.events AND NEW.hash IS OLD.hash AND\n"
    "  NEW.who = '' AND NEW.login = '' AND EXISTS (SELECT 1 FROM erasures WHERE what = 'look' AND\n"
    "  number = OLD.id AND done IS NULL)) BEGIN\n"
    "  SELECT RAISE(ABORT, 'looks are never changed'); END;\n";

static const char erasable_decisions[] =
    "DROP TRIGGER ledger_settled;\n"
    "CREATE TRIGGER ledger_settled BEFORE UPDATE OF disposition, reference, reason ON ledger\n"
    "WHEN OLD.disposition <> 'held' AND NOT (NEW.disposition IS OLD.disposition AND\n"
    "  NEW.reference IS OLD.reference AND NEW.reason = '' AND EXISTS (SELECT 1 FROM erasures "
    "WHERE\n"
    "  what = 'message' AND number = OLD.id AND done IS NULL)) BEGIN\n"
    "  SELECT RAISE(ABORT, 'what became of a message is settled once'); END;\n"
    "DROP TRIGGER held_fixed;\n"
    "CREATE TRIGGER held_fixed BEFORE UPDATE OF id, ledger, sha256, mailbox, received, sender,\n"
    "  sender_level, subject, kind, reason, text, urgent ON held\n"
    "WHEN NOT (NEW.id IS OLD.id AND NEW.ledger IS OLD.ledger AND NEW.sha256 IS OLD.sha256 AND\n"
    "  NEW.mailbox IS OLD.mailbox AND NEW.received IS OLD.received AND\n"
    "  NEW.sender_level IS OLD.sender_level AND NEW.kind IS OLD.kind AND\n"
    "  NEW.reason IS OLD.reason AND NEW.urgent IS OLD.urgent AND NEW.sender = '' AND\n"
    "  NEW.subject = '' AND NEW.text = '' AND EXISTS (SELECT 1 FROM erasures WHERE\n"
    "  what = 'message' AND number = OLD.ledger AND done IS NULL)) BEGIN\n"
    "  SELECT RAISE(ABORT, 'what was held is never changed'); END;\n"
    "DROP TRIGGER held_settled;\n"
    "CREATE TRIGGER held_settled BEFORE UPDATE ON held\n"
    "WHEN OLD.resolved IS NOT NULL AND NOT (NEW.resolved IS OLD.resolved AND\n"
    "  NEW.verb IS OLD.verb AND NEW.ruled_case IS OLD.ruled_case AND NEW.resolution = '' AND\n"
    "  NEW.ruled_by = '' AND NEW.ruled_why = '' AND EXISTS (SELECT 1 FROM erasures WHERE\n"
    "  what = 'message' AND number = OLD.ledger AND done IS NULL)) BEGIN\n"
    "  SELECT RAISE(ABORT, 'a held message is decided once'); END;\n"
    "DROP TRIGGER warnings_fixed;\n"
    "CREATE TRIGGER warnings_fixed BEFORE UPDATE ON warnings\n"
    "WHEN NOT (NEW.id IS OLD.id AND NEW.kind IS OLD.kind AND NEW.at IS OLD.at AND NEW.address = "
    "''\n"
    "  AND EXISTS (SELECT 1 FROM erasures WHERE done IS NULL)) BEGIN\n"
    "  SELECT RAISE(ABORT, 'warnings are never changed'); END;\n";

/* A report asks for the cases that ended in some quarters, however many older ones there are. */
static const char ended_cases[] =
    "CREATE INDEX cases_ended ON cases (last_event) WHERE active = 0;\n";

/* A message with a proof of its sender settles those that waited without one. */
static const char waiting_content[] =
    "CREATE INDEX ledger_waiting_content ON ledger (content_digest, sender)\n"
    "  WHERE disposition = 'held';\n";

/* The ways to read a message are offered with what chooses each. */
static const char held_readings[] =
    "ALTER TABLE held_suggestions ADD COLUMN reading TEXT;  -- the reason that chooses it\n";

/* Each step is a list of statements, NULL-ended. */
static const char *const step_1[] = {ledger, cases, events, held, outbox, policy_texts_and_keys,
                                     NULL};
static const char *const step_2[] = {outbox_tries, alarms, NULL};
static const char *const step_3[] = {warnings, NULL};
static const char *const step_4[] = {held_rulings, NULL};
static const char *const step_5[] = {outbox_conversation, held_said, NULL};
static const char *const step_6[] = {nobody_asks, NULL};
static const char *const step_7[] = {heads, NULL};
static const char *const step_8[] = {looks, NULL};
static const char *const step_9[] = {decided_once, NULL};
static const char *const step_10[] = {erasures, erasable_rows, erasable_decisions, NULL};
static const char *const step_11[] = {schema_accounts, NULL};
static const char *const step_12[] = {schema_directory, NULL};
static const char *const step_13[] = {schema_office_mail, NULL};
static const char *const step_14[] = {ended_cases, NULL};
static const char *const step_15[] = {waiting_content, NULL};
static const char *const step_16[] = {schema_directory_tombstones, schema_directory_erasable, NULL};
static const char *const step_17[] = {held_readings, NULL};
static const char *const *const steps[] = {step_1,  step_2,  step_3,  step_4,  step_5,  step_6,
                                           step_7,  step_8,  step_9,  step_10, step_11, step_12,
                                           step_13, step_14, step_15, step_16, step_17};

guint schema_version(void)
{
    return G_N_ELEMENTS(steps);
}

static gboolean add_key(sqlite3 *db, GError **error)
{
    guint8 key[KEY_BYTES];
    digest_random(key, sizeof key);
    g_autoptr(GString) sql = g_string_new("INSERT INTO keys (key) SELECT x'");
    for (gsize i = 0; i < sizeof key; i++)
        g_string_append_printf(sql, "%02x", key[i]);
    g_string_append(sql, "' WHERE NOT EXISTS (SELECT 1 FROM keys)");
    gboolean added = sqlite_run(db, sql->str, error);
    explicit_bzero(sql->str, sql->len);
    explicit_bzero(key, sizeof key);
    return added;
}

static gboolean run_steps(sqlite3 *db, GError **error)
{
    gint64 version = 0;
    if (!sqlite_pragma(db, "PRAGMA user_version", &version, error))
        return FALSE;
    for (gsize i = (gsize)version; i < G_N_ELEMENTS(steps); i++)
        for (const char *const *sql = steps[i]; *sql; sql++)
            if (!sqlite_run(db, *sql, error))
                return FALSE;
    g_autofree char *marks = g_strdup_printf("PRAGMA user_version = %u; PRAGMA application_id = %d",
                                             schema_version(), STORE_APPLICATION_ID);
    return add_key(db, error) && sqlite_run(db, marks, error);
}

gboolean schema_bring_up(sqlite3 *db, GError **error)
{
    if (!sqlite_run(db, "BEGIN IMMEDIATE", error))
        return FALSE;
    if (run_steps(db, error) && sqlite_run(db, "COMMIT", error))
        return TRUE;
    (void)sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
    return FALSE;
}

/* ---- a new record ---- */

static gboolean write_image(const char *path, const void *image, gsize size, GError **error)
{
    guint8 random[8];
    digest_random(random, sizeof random);
    g_autofree char *letters = digest_base32(random, sizeof random);
    g_autofree char *folder = g_path_get_dirname(path);
    g_autofree char *name = g_path_get_basename(path);
    g_autofree char *temporary = g_strdup_printf("%s.%s.new", name, letters);
    DurableFile *file = durable_file_create(folder, temporary, error);
    if (!file)
        return FALSE;
    if (!durable_file_write(file, image, size, error)) {
        durable_file_abandon(file);
        return FALSE;
    }
    return durable_file_commit(file, folder, name, FALSE, error);
}

/* Events and mails are of one to two KiB: on pages of four a third of each is left empty. A record that is there keeps its pages. */
#define PAGE_SIZE "PRAGMA page_size = 8192"

static gboolean create_image(sqlite3 *db, const char *path, GError **error)
{
    sqlite3_int64 size = 0;
    if (!sqlite_run(db, PAGE_SIZE, error) || !schema_bring_up(db, error))
        return FALSE;
    guchar *image = sqlite3_serialize(db, "main", &size, 0);
    if (!image) {
        sqlite_failed(db, SQLITE_NOMEM, error);
        return FALSE;
    }
    g_autoptr(GError) failure = NULL;
    gboolean written = write_image(path, image, (gsize)size, &failure);
    sqlite3_free(image);
    if (written || g_file_test(path, G_FILE_TEST_IS_REGULAR))
        return TRUE;
    g_propagate_error(error, g_steal_pointer(&failure));
    return FALSE;
}

/* Made in memory and written as one file: a crash leaves no half-made record behind, so that an
 * empty file can only be damage. */
gboolean schema_create(const char *path, GError **error)
{
    sqlite3 *db = NULL;
    int code =
        sqlite3_open_v2(":memory:", &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_EXRESCODE, NULL);
    gboolean created = code == SQLITE_OK && create_image(db, path, error);
    if (code != SQLITE_OK)
        sqlite_failed(db, code, error);
    (void)sqlite3_close(db);
    return created;
}
