"""The tables, as an ordered list of migrations; a released migration is never edited."""

from __future__ import annotations

from sqlite_utils import Database, Migrations

APPLICATION_ID = 0x68796472  # 'hydr', so that a stray SQLite file is not taken for a workspace
MIGRATIONS = Migrations("hydrowatch")


def _run(db: Database, statements: tuple[str, ...]) -> None:
    for statement in statements:
        db.execute(statement)


@MIGRATIONS()
def m001_sources_and_captures(db: Database) -> None:
    """Where things come from, what was fetched when, and what failed."""
    _run(db, (
        f"PRAGMA application_id = {APPLICATION_ID}",
        """CREATE TABLE sources (
            id TEXT PRIMARY KEY, kind TEXT NOT NULL, title TEXT NOT NULL, url TEXT NOT NULL DEFAULT '',
            definition TEXT NOT NULL DEFAULT '', enabled INTEGER NOT NULL DEFAULT 1 CHECK (enabled IN (0, 1)),
            purpose TEXT NOT NULL DEFAULT '', legal_basis TEXT NOT NULL DEFAULT '',
            added_at TEXT NOT NULL, updated_at TEXT NOT NULL, removed_at TEXT) STRICT""",
        """CREATE TABLE runs (
            id INTEGER PRIMARY KEY, kind TEXT NOT NULL, note TEXT NOT NULL, tool_version TEXT NOT NULL,
            knowledge TEXT NOT NULL, started_at TEXT NOT NULL, finished_at TEXT,
            status TEXT NOT NULL DEFAULT 'running', counts TEXT NOT NULL DEFAULT '{}') STRICT""",
        """CREATE TABLE captures (
            id INTEGER PRIMARY KEY, run_id INTEGER NOT NULL REFERENCES runs (id),
            source_id TEXT NOT NULL REFERENCES sources (id), url TEXT NOT NULL, final_url TEXT NOT NULL,
            state TEXT NOT NULL, how TEXT NOT NULL, fetched_at TEXT NOT NULL, server_date TEXT,
            recorded_at TEXT NOT NULL,
            status INTEGER, media_type TEXT NOT NULL, etag TEXT, last_modified TEXT, sha256 TEXT NOT NULL,
            size INTEGER NOT NULL, reason TEXT NOT NULL, warc_file TEXT, warc_offset INTEGER, warc_length INTEGER,
            warc_record_id TEXT, operator TEXT NOT NULL, tool_version TEXT NOT NULL, seconds REAL NOT NULL) STRICT""",
        "CREATE INDEX captures_url ON captures (url, source_id)",
        "CREATE INDEX captures_file ON captures (sha256) WHERE how = 'file'",
        """CREATE TABLE failures (
            id INTEGER PRIMARY KEY, run_id INTEGER NOT NULL REFERENCES runs (id), source_id TEXT NOT NULL,
            item TEXT NOT NULL, stage TEXT NOT NULL, reason TEXT NOT NULL, recorded_at TEXT NOT NULL) STRICT""",
        "CREATE INDEX failures_run ON failures (run_id)",
        "CREATE TABLE host_clock (host TEXT PRIMARY KEY, next_allowed REAL NOT NULL) STRICT, WITHOUT ROWID",
    ))  # fmt: skip


@MIGRATIONS()
def m002_listings(db: Database) -> None:
    """A listing, what it said each time it changed, every sighting, and every typed change."""
    _run(db, (
        """CREATE TABLE listings (
            id INTEGER PRIMARY KEY, source_id TEXT NOT NULL REFERENCES sources (id), native_id TEXT NOT NULL,
            url TEXT NOT NULL, title TEXT NOT NULL, seller TEXT NOT NULL, status TEXT NOT NULL,
            price_text TEXT NOT NULL, price_yuan INTEGER, capacity_kw REAL,
            province TEXT, prefecture TEXT, county TEXT, adcode TEXT,
            offer TEXT NOT NULL, object TEXT, share_pct REAL, score INTEGER NOT NULL, level TEXT NOT NULL,
            posted_at TEXT, first_seen_at TEXT NOT NULL, last_seen_at TEXT NOT NULL, changed_at TEXT NOT NULL,
            version_id INTEGER REFERENCES versions (id), assessment_id INTEGER REFERENCES assessments (id),
            versions INTEGER NOT NULL DEFAULT 0, tags TEXT NOT NULL DEFAULT '[]',
            UNIQUE (source_id, native_id)) STRICT""",
        "CREATE INDEX listings_score ON listings (score, id)",
        "CREATE INDEX listings_changed ON listings (changed_at)",
        "CREATE INDEX listings_url ON listings (url)",
        """CREATE TABLE versions (
            id INTEGER PRIMARY KEY, listing_id INTEGER NOT NULL REFERENCES listings (id), n INTEGER NOT NULL,
            capture_id INTEGER REFERENCES captures (id), observed_at TEXT NOT NULL, recorded_at TEXT NOT NULL,
            posted_at TEXT, title TEXT NOT NULL, text TEXT NOT NULL, text_sha256 TEXT NOT NULL,
            content_digest TEXT NOT NULL, price_text TEXT NOT NULL, price_yuan INTEGER, seller TEXT NOT NULL,
            place TEXT, images TEXT NOT NULL, charset TEXT NOT NULL, charset_rung TEXT NOT NULL,
            found_by_id INTEGER REFERENCES wordings (id), UNIQUE (listing_id, n)) STRICT""",
        """CREATE TABLE observations (
            id INTEGER PRIMARY KEY, listing_id INTEGER NOT NULL REFERENCES listings (id),
            run_id INTEGER NOT NULL REFERENCES runs (id), capture_id INTEGER REFERENCES captures (id),
            version_id INTEGER REFERENCES versions (id), observed_at TEXT NOT NULL, recorded_at TEXT NOT NULL,
            status TEXT NOT NULL, price_text TEXT NOT NULL, price_yuan INTEGER, note TEXT NOT NULL) STRICT""",
        "CREATE INDEX observations_listing ON observations (listing_id)",
        """CREATE TABLE changes (
            id INTEGER PRIMARY KEY, listing_id INTEGER NOT NULL REFERENCES listings (id),
            run_id INTEGER NOT NULL REFERENCES runs (id), version_id INTEGER REFERENCES versions (id),
            kind TEXT NOT NULL CHECK (kind IN ('new', 'price_cut', 'price_rise', 'claims_changed', 'text_changed',
                'sold', 'removed', 'back')),
            observed_at TEXT NOT NULL, detail TEXT NOT NULL) STRICT""",
        "CREATE INDEX changes_listing ON changes (listing_id)",
        # Sentences that thousands of listings share are stored once: a flag's words are longer than a listing.
        """CREATE TABLE wordings (
            id INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, body TEXT NOT NULL) STRICT""",
    ))  # fmt: skip


@MIGRATIONS()
def m003_assessments(db: Database) -> None:
    """What was read in a version and how it was judged; keyed by assessment, so that judging again keeps both."""
    _run(db, (
        """CREATE TABLE assessments (
            id INTEGER PRIMARY KEY, version_id INTEGER NOT NULL REFERENCES versions (id),
            run_id INTEGER NOT NULL REFERENCES runs (id), recorded_at TEXT NOT NULL, as_of TEXT,
            score INTEGER NOT NULL, level TEXT NOT NULL, offer TEXT NOT NULL, object TEXT, share_pct REAL,
            voice TEXT NOT NULL, why_id INTEGER REFERENCES wordings (id),
            policies_id INTEGER REFERENCES wordings (id), knowledge_id INTEGER REFERENCES wordings (id)) STRICT""",
        "CREATE INDEX assessments_version ON assessments (version_id)",
        """CREATE TABLE facts (
            assessment_id INTEGER NOT NULL REFERENCES assessments (id), n INTEGER NOT NULL,
            kind TEXT NOT NULL, role TEXT NOT NULL, "start" INTEGER NOT NULL, "end" INTEGER NOT NULL,
            value_min REAL, value_max REAL, unit TEXT, per TEXT, units TEXT,
            unit_conflict INTEGER NOT NULL, negotiable INTEGER NOT NULL, detail TEXT,
            PRIMARY KEY (assessment_id, n)) STRICT, WITHOUT ROWID""",
        """CREATE TABLE claims (
            assessment_id INTEGER NOT NULL REFERENCES assessments (id), n INTEGER NOT NULL,
            type TEXT NOT NULL, stance TEXT NOT NULL, "start" INTEGER NOT NULL, "end" INTEGER NOT NULL,
            distance INTEGER NOT NULL, sense TEXT, scope TEXT, phrase_id INTEGER REFERENCES wordings (id),
            why_id INTEGER REFERENCES wordings (id), PRIMARY KEY (assessment_id, n)) STRICT, WITHOUT ROWID""",
        """CREATE TABLE flags (
            assessment_id INTEGER NOT NULL REFERENCES assessments (id), n INTEGER NOT NULL,
            rule TEXT NOT NULL, rule_version INTEGER NOT NULL, severity TEXT NOT NULL, status TEXT NOT NULL,
            spans TEXT NOT NULL, policies_id INTEGER NOT NULL REFERENCES wordings (id),
            reason_id INTEGER NOT NULL REFERENCES wordings (id), words_id INTEGER NOT NULL REFERENCES wordings (id),
            PRIMARY KEY (assessment_id, n)) STRICT, WITHOUT ROWID""",
        """CREATE TABLE risk_parts (
            assessment_id INTEGER NOT NULL REFERENCES assessments (id), n INTEGER NOT NULL,
            label_id INTEGER NOT NULL REFERENCES wordings (id), points INTEGER NOT NULL,
            PRIMARY KEY (assessment_id, n)) STRICT, WITHOUT ROWID""",
    ))  # fmt: skip


@MIGRATIONS()
def m004_search_and_queue(db: Database) -> None:
    """What makes the queue and the search fast; all of it can be made anew from the tables above."""
    _run(db, (
        """CREATE TABLE tags (
            id INTEGER PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, uses INTEGER NOT NULL DEFAULT 0,
            UNIQUE (kind, name)) STRICT""",
        """CREATE TABLE listing_tags (
            tag_id INTEGER NOT NULL, score INTEGER NOT NULL, listing_id INTEGER NOT NULL,
            PRIMARY KEY (tag_id, score, listing_id)) STRICT, WITHOUT ROWID""",
        # Contentless: rowid is the version's id, the text itself is in versions. The tokens come from db/bigrams.py;
        # 'ascii' takes every character beyond ASCII as part of a word, whatever Unicode tables SQLite was built with.
        "CREATE VIRTUAL TABLE search USING fts5 (body, content='', columnsize=0, tokenize='ascii')",
    ))  # fmt: skip


@MIGRATIONS()
def m005_audit_log(db: Database) -> None:
    """Who did what: each row holds the SHA-256 of the row before and its own canonical JSON. Never updated."""
    _run(db, (
        """CREATE TABLE audit_log (
            id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL,
            subject TEXT NOT NULL, detail TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL) STRICT""",
        """CREATE TRIGGER audit_log_no_update BEFORE UPDATE ON audit_log
            BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END""",
        """CREATE TRIGGER audit_log_no_delete BEFORE DELETE ON audit_log
            BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END""",
    ))  # fmt: skip


@MIGRATIONS()
def m006_views_for_readers(db: Database) -> None:
    """The same rows with words instead of numbers, for people who query with any SQLite tool."""
    _run(db, (
        """CREATE VIEW claim_words AS
            SELECT v.listing_id, v.n AS version_n, c.*, substr(v.text, c."start" + 1, c."end" - c."start") AS text,
                (SELECT json_extract(w.body, '$') FROM wordings w WHERE w.id = c.phrase_id) AS phrase,
                (SELECT json_extract(w.body, '$') FROM wordings w WHERE w.id = c.why_id) AS why
            FROM claims c JOIN assessments a ON a.id = c.assessment_id JOIN versions v ON v.id = a.version_id""",
        """CREATE VIEW fact_words AS
            SELECT v.listing_id, v.n AS version_n, f.*, substr(v.text, f."start" + 1, f."end" - f."start") AS text
            FROM facts f JOIN assessments a ON a.id = f.assessment_id JOIN versions v ON v.id = a.version_id""",
        """CREATE VIEW flag_words AS
            SELECT v.listing_id, v.n AS version_n, f.assessment_id, f.n, f.rule, f.rule_version, f.severity, f.status,
                json_extract(w.body, '$.title.zh') AS title_zh, json_extract(w.body, '$.title.en') AS title_en,
                json_extract(r.body, '$.zh') AS reason_zh, json_extract(r.body, '$.en') AS reason_en,
                f.spans, p.body AS policies
            FROM flags f JOIN assessments a ON a.id = f.assessment_id JOIN versions v ON v.id = a.version_id
            JOIN wordings w ON w.id = f.words_id JOIN wordings r ON r.id = f.reason_id
            JOIN wordings p ON p.id = f.policies_id""",
    ))  # fmt: skip


@MIGRATIONS()
def m007_judged_again(db: Database) -> None:
    """Judging history again: who speaks, so that a version can be read again; by which program; numbers of a flag."""
    _run(db, (
        "ALTER TABLE versions ADD COLUMN speaker TEXT",
        "ALTER TABLE assessments ADD COLUMN tool_version TEXT NOT NULL DEFAULT ''",
        "UPDATE assessments SET tool_version = (SELECT tool_version FROM runs WHERE runs.id = assessments.run_id)",
        "ALTER TABLE flags ADD COLUMN numbers_id INTEGER REFERENCES wordings (id)",
        # SQLite cannot widen a CHECK: the table is made anew with one more kind; ids stay.
        """CREATE TABLE changes_wider (
            id INTEGER PRIMARY KEY, listing_id INTEGER NOT NULL REFERENCES listings (id),
            run_id INTEGER NOT NULL REFERENCES runs (id), version_id INTEGER REFERENCES versions (id),
            kind TEXT NOT NULL CHECK (kind IN ('new', 'price_cut', 'price_rise', 'claims_changed', 'text_changed',
                'sold', 'removed', 'back', 'judged_again')),
            observed_at TEXT NOT NULL, detail TEXT NOT NULL) STRICT""",
        "INSERT INTO changes_wider SELECT id, listing_id, run_id, version_id, kind, observed_at, detail FROM changes",
        "DROP TABLE changes",
        "ALTER TABLE changes_wider RENAME TO changes",
        "CREATE INDEX changes_listing ON changes (listing_id)",
    ))  # fmt: skip


@MIGRATIONS()
def m008_archives(db: Database) -> None:
    """Pages out of archives: the capture of the archive, and when the archive says that a page was fetched."""
    _run(db, (
        "ALTER TABLE captures ADD COLUMN parent_id INTEGER REFERENCES captures (id)",
        "ALTER TABLE captures ADD COLUMN taken_at TEXT",
        "CREATE INDEX captures_parent ON captures (parent_id) WHERE parent_id IS NOT NULL",
    ))  # fmt: skip


@MIGRATIONS()
def m009_uploads(db: Database) -> None:
    """Files that were uploaded are known by their bytes like those that were imported."""
    _run(db, (
        "DROP INDEX captures_file",
        "CREATE INDEX captures_file ON captures (sha256) WHERE how IN ('file', 'upload')",
    ))  # fmt: skip


@MIGRATIONS()
def m010_imports(db: Database) -> None:
    """What became of each file of an import, and which runs belong to one import that was broken off and went on."""
    _run(db, (
        "ALTER TABLE runs ADD COLUMN import_id INTEGER REFERENCES runs (id)",
        "ALTER TABLE runs ADD COLUMN paths_digest TEXT NOT NULL DEFAULT ''",
        "CREATE INDEX runs_import ON runs (import_id) WHERE import_id IS NOT NULL",
        """CREATE TABLE import_items (
            id INTEGER PRIMARY KEY, import_id INTEGER NOT NULL REFERENCES runs (id),
            run_id INTEGER NOT NULL REFERENCES runs (id), parent_id INTEGER REFERENCES import_items (id),
            n INTEGER NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL, outcome TEXT NOT NULL CHECK (outcome IN
                ('new', 'changed', 'unchanged', 'known', 'nothing', 'resources', 'failed', 'unpacking', 'unpacked')),
            number INTEGER NOT NULL, counts TEXT NOT NULL, reason TEXT NOT NULL,
            capture_id INTEGER REFERENCES captures (id), recorded_at TEXT NOT NULL) STRICT""",
        "CREATE UNIQUE INDEX import_items_place ON import_items (import_id, ifnull(parent_id, 0), n, name)",
        "CREATE INDEX observations_capture ON observations (capture_id)",
    ))  # fmt: skip


@MIGRATIONS()
def m011_watching(db: Database) -> None:
    """Watching over months: when a source is looked at next, each look with its counts, alerts, endings held back."""
    _run(db, (
        "ALTER TABLE host_clock ADD COLUMN strikes INTEGER NOT NULL DEFAULT 0",
        """CREATE TABLE source_clock (
            source_id TEXT PRIMARY KEY REFERENCES sources (id), last_look TEXT, next_look TEXT,
            failures INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID""",
        """CREATE TABLE visits (
            id INTEGER PRIMARY KEY, source_id TEXT NOT NULL REFERENCES sources (id),
            run_id INTEGER NOT NULL REFERENCES runs (id), began_at TEXT NOT NULL, ended_at TEXT,
            after_capture INTEGER NOT NULL, counts TEXT NOT NULL DEFAULT '{}', state TEXT NOT NULL DEFAULT '',
            cause TEXT NOT NULL DEFAULT '') STRICT""",
        "CREATE INDEX visits_source ON visits (source_id, id)",
        """CREATE TABLE source_alerts (
            id INTEGER PRIMARY KEY, source_id TEXT NOT NULL REFERENCES sources (id),
            visit_id INTEGER REFERENCES visits (id), before TEXT NOT NULL, state TEXT NOT NULL, cause TEXT NOT NULL,
            detail TEXT NOT NULL, at TEXT NOT NULL) STRICT""",
        "CREATE INDEX source_alerts_source ON source_alerts (source_id, id)",
        """CREATE TABLE endings (
            listing_id INTEGER PRIMARY KEY REFERENCES listings (id), source_id TEXT NOT NULL REFERENCES sources (id),
            visit_id INTEGER NOT NULL REFERENCES visits (id), capture_id INTEGER NOT NULL REFERENCES captures (id),
            status TEXT NOT NULL, observed_at TEXT NOT NULL, note TEXT NOT NULL) STRICT""",
        "CREATE INDEX endings_source ON endings (source_id)",
    ))  # fmt: skip


@MIGRATIONS()
def m012_rendered(db: Database) -> None:
    """Pages shown in a browser: the capture of the page for which something was loaded."""
    _run(db, (
        "ALTER TABLE captures ADD COLUMN page_id INTEGER REFERENCES captures (id)",
        "CREATE INDEX captures_page ON captures (page_id) WHERE page_id IS NOT NULL",
    ))  # fmt: skip


@MIGRATIONS()
def m013_final_address(db: Database) -> None:
    """Captures are found by the address that their content is from, also those out of archives."""
    _run(db, ("CREATE INDEX captures_final ON captures (final_url) WHERE how IN ('file', 'upload')",))


@MIGRATIONS()
def m014_bytes_again(db: Database) -> None:
    """What became of files with the bytes of a capture is found without going through all imports."""
    _run(db, ("CREATE INDEX import_items_capture ON import_items (capture_id)",))


@MIGRATIONS()
def m015_seen_last(db: Database) -> None:
    """The newest sighting that showed a listing is found without going through those that did not."""
    _run(db, (
        """CREATE INDEX observations_shown ON observations (listing_id)
            WHERE NOT (version_id IS NULL AND status IN ('blocked', 'unreachable', 'unknown'))""",
    ))  # fmt: skip


@MIGRATIONS()
def m016_in_doubt(db: Database) -> None:
    """Documents out of archives whose bytes are not as their archive says: they take no sound version's place."""
    _run(db, (
        "ALTER TABLE captures ADD COLUMN doubt TEXT NOT NULL DEFAULT ''",
        # Until now the reason of what was read all the same said it, and what was read in its place said nothing.
        """UPDATE captures SET doubt = reason WHERE state = 'ok' AND reason <> '' AND parent_id IS NOT NULL
            AND reason NOT LIKE '%so it was read as it came' AND how IN ('file', 'upload')""",
        """UPDATE captures SET doubt = (SELECT p.doubt FROM captures p WHERE p.id = captures.parent_id)
            WHERE how IN ('file', 'upload') AND doubt = '' AND state = 'ok'
            AND EXISTS (SELECT 1 FROM captures p WHERE p.id = captures.parent_id AND p.doubt <> '')""",
    ))  # fmt: skip


@MIGRATIONS()
def m017_claims_of_any_stance(db: Database) -> None:
    """The queue finds claims in any stance: those that a press text reports had no tag until now."""
    _run(db, (
        "INSERT OR IGNORE INTO tags (kind, name) SELECT DISTINCT 'claim', type FROM claims",
        """INSERT OR IGNORE INTO listing_tags SELECT t.id, l.score, l.id FROM listings l
            JOIN claims c ON c.assessment_id = l.assessment_id JOIN tags t ON t.kind = 'claim' AND t.name = c.type""",
        """UPDATE tags SET uses = (SELECT count(*) FROM listing_tags x WHERE x.tag_id = tags.id)
            WHERE kind = 'claim'""",
        """UPDATE listings SET tags = (SELECT json_group_array(tag) FROM (
            SELECT value AS tag FROM json_each(listings.tags)
            UNION SELECT t.id FROM claims c JOIN tags t ON t.kind = 'claim' AND t.name = c.type
                WHERE c.assessment_id = listings.assessment_id
            ORDER BY tag)) WHERE assessment_id IS NOT NULL""",
    ))  # fmt: skip


@MIGRATIONS()
def m018_pause_set_at(db: Database) -> None:
    """When the pause of a host was set (seconds since 1970 UTC): one set later than now is of a wrong clock."""
    _run(db, ("ALTER TABLE host_clock ADD COLUMN set_at REAL NOT NULL DEFAULT 0",))  # 0: not known


@MIGRATIONS()
def m019_people(db: Database) -> None:
    """The queue finds a seller's listings: until now his pseudonym was stored and nothing led from it to them."""
    person = "CASE WHEN seller GLOB '?[*][*]·*' THEN substr(seller, 5) ELSE seller END"
    _run(db, (
        f"INSERT OR IGNORE INTO tags (kind, name) SELECT DISTINCT 'person', {person} FROM listings WHERE seller <> ''",  # noqa: S608 - our own words
        f"""INSERT OR IGNORE INTO listing_tags SELECT t.id, l.score, l.id FROM listings l
            JOIN tags t ON t.kind = 'person' AND t.name = {person} WHERE l.seller <> ''""",  # noqa: S608 - our own words
        """UPDATE tags SET uses = (SELECT count(*) FROM listing_tags x WHERE x.tag_id = tags.id)
            WHERE kind = 'person'""",
        f"""UPDATE listings SET tags = (SELECT json_group_array(tag) FROM (
            SELECT value AS tag FROM json_each(listings.tags)
            UNION SELECT t.id FROM tags t WHERE t.kind = 'person' AND t.name = {person}
            ORDER BY tag)) WHERE seller <> ''""",  # noqa: S608 - our own words
    ))  # fmt: skip


@MIGRATIONS()
def m020_undated(db: Database) -> None:
    """Documents out of an archive that says when they were kept, and not when they were so (1): see `taken_at`."""
    # Of those stored until now only their records say it; they stay as they were.
    _run(db, ("ALTER TABLE captures ADD COLUMN undated INTEGER NOT NULL DEFAULT 0",))
