CREATE TABLE recordings (
    id           INTEGER PRIMARY KEY,
    patient_id   TEXT NOT NULL,
    recording_id TEXT NOT NULL,
    start_time   TEXT,
    created_at   TEXT NOT NULL,
    completed_at TEXT,
    UNIQUE (patient_id, recording_id)
);

CREATE TABLE channels (
    recording     INTEGER NOT NULL REFERENCES recordings (id),
    position      INTEGER NOT NULL,
    label         TEXT NOT NULL,
    unit          TEXT NOT NULL,
    sampling_rate REAL NOT NULL,
    digital_min   INTEGER,
    digital_max   INTEGER,
    physical_min  REAL,
    physical_max  REAL,
    transducer    TEXT NOT NULL,
    prefiltering  TEXT NOT NULL,
    PRIMARY KEY (recording, position)
) WITHOUT ROWID;

-- One line for each chunk, chained by hash. chunk_start_sec and chunk_end_sec are start_ns and end_ns in seconds.
CREATE TABLE ingestion_log (
    id              INTEGER PRIMARY KEY,
    patient_id      TEXT NOT NULL,
    recording_id    TEXT NOT NULL,
    channel_group   INTEGER NOT NULL,
    chunk_start_sec REAL NOT NULL,
    chunk_end_sec   REAL NOT NULL,
    start_ns        INTEGER NOT NULL,
    end_ns          INTEGER NOT NULL,
    num_samples     INTEGER NOT NULL,
    checksum        TEXT NOT NULL,
    ingested_at     TEXT NOT NULL,
    entry_hash      BLOB NOT NULL
);

CREATE INDEX ingestion_log_by_recording ON ingestion_log (patient_id, recording_id, id);

CREATE TABLE sample_blocks (
    log_id        INTEGER PRIMARY KEY REFERENCES ingestion_log (id),
    recording     INTEGER NOT NULL REFERENCES recordings (id),
    channel_group INTEGER NOT NULL,
    start_ns      INTEGER NOT NULL,
    end_ns        INTEGER NOT NULL,
    data          BLOB NOT NULL
);

CREATE UNIQUE INDEX sample_blocks_by_time ON sample_blocks (recording, channel_group, start_ns, end_ns);
CREATE INDEX sample_blocks_by_recording ON sample_blocks (recording, log_id);

-- What follows is derived from the blocks and may be rebuilt from them.
CREATE TABLE coverage (
    recording     INTEGER NOT NULL REFERENCES recordings (id),
    channel_group INTEGER NOT NULL,
    start_ns      INTEGER NOT NULL,
    end_ns        INTEGER NOT NULL,
    tolerance_ns  INTEGER NOT NULL,
    bytes         INTEGER NOT NULL,
    PRIMARY KEY (recording, channel_group, start_ns)
) WITHOUT ROWID;

CREATE TABLE overview_segments (
    id            INTEGER PRIMARY KEY,
    recording     INTEGER NOT NULL REFERENCES recordings (id),
    channel_group INTEGER NOT NULL,
    level         INTEGER NOT NULL,
    first_bucket  INTEGER NOT NULL,
    bucket_count  INTEGER NOT NULL,
    data          BLOB NOT NULL
);

CREATE INDEX overview_segments_by_bucket ON overview_segments (recording, channel_group, level, first_bucket);

CREATE TABLE overview_progress (
    recording      INTEGER PRIMARY KEY REFERENCES recordings (id),
    through_log_id INTEGER NOT NULL
);

CREATE TABLE annotations (
    id           INTEGER PRIMARY KEY,
    recording    INTEGER NOT NULL REFERENCES recordings (id),
    onset_ns     INTEGER NOT NULL,
    duration_ns  INTEGER,
    text         TEXT NOT NULL,
    channels     TEXT NOT NULL,
    author       TEXT NOT NULL,
    origin       TEXT NOT NULL,
    supersedes   INTEGER UNIQUE REFERENCES annotations (id),
    created_at   TEXT NOT NULL
);

CREATE INDEX annotations_by_recording ON annotations (recording, onset_ns);
CREATE UNIQUE INDEX annotations_once ON annotations (
    recording, onset_ns, ifnull(duration_ns, -1), text, channels, origin, ifnull(supersedes, -1));

-- Append-only. The triggers on INSERT are there because INSERT OR REPLACE erases rows without a DELETE.
CREATE TRIGGER sample_blocks_no_update BEFORE UPDATE ON sample_blocks
BEGIN SELECT raise(ABORT, 'sample_blocks is append-only'); END;
CREATE TRIGGER sample_blocks_no_delete BEFORE DELETE ON sample_blocks
BEGIN SELECT raise(ABORT, 'sample_blocks is append-only'); END;
CREATE TRIGGER sample_blocks_no_replace BEFORE INSERT ON sample_blocks
WHEN EXISTS (SELECT 1 FROM sample_blocks WHERE log_id = new.log_id)
    OR EXISTS (SELECT 1 FROM sample_blocks
               WHERE recording = new.recording AND channel_group = new.channel_group AND start_ns = new.start_ns)
BEGIN SELECT raise(ABORT, 'sample_blocks is append-only'); END;

CREATE TRIGGER ingestion_log_no_update BEFORE UPDATE ON ingestion_log
BEGIN SELECT raise(ABORT, 'ingestion_log is append-only'); END;
CREATE TRIGGER ingestion_log_no_delete BEFORE DELETE ON ingestion_log
BEGIN SELECT raise(ABORT, 'ingestion_log is append-only'); END;
CREATE TRIGGER ingestion_log_no_replace BEFORE INSERT ON ingestion_log
WHEN EXISTS (SELECT 1 FROM ingestion_log WHERE id = new.id)
BEGIN SELECT raise(ABORT, 'ingestion_log is append-only'); END;

CREATE TRIGGER channels_no_update BEFORE UPDATE ON channels
BEGIN SELECT raise(ABORT, 'channels is append-only: it gives stored samples their meaning'); END;
CREATE TRIGGER channels_no_delete BEFORE DELETE ON channels
BEGIN SELECT raise(ABORT, 'channels is append-only: it gives stored samples their meaning'); END;
CREATE TRIGGER channels_no_replace BEFORE INSERT ON channels
WHEN EXISTS (SELECT 1 FROM channels WHERE recording = new.recording AND position = new.position)
BEGIN SELECT raise(ABORT, 'channels is append-only: it gives stored samples their meaning'); END;

CREATE TRIGGER recordings_no_update BEFORE UPDATE OF id, patient_id, recording_id, start_time, created_at ON recordings
BEGIN SELECT raise(ABORT, 'a declared recording does not change'); END;
-- UPDATE OF does not see the column id under its other names: rowid, oid and _rowid_.
CREATE TRIGGER recordings_no_renumber BEFORE UPDATE ON recordings WHEN new.id IS NOT old.id
BEGIN SELECT raise(ABORT, 'a declared recording does not change'); END;
CREATE TRIGGER recordings_no_delete BEFORE DELETE ON recordings
BEGIN SELECT raise(ABORT, 'a declared recording is not erased'); END;
CREATE TRIGGER recordings_no_replace BEFORE INSERT ON recordings
WHEN EXISTS (SELECT 1 FROM recordings WHERE id = new.id OR (patient_id = new.patient_id AND recording_id = new.recording_id))
BEGIN SELECT raise(ABORT, 'a declared recording does not change'); END;

CREATE TRIGGER annotations_no_update BEFORE UPDATE ON annotations
BEGIN SELECT raise(ABORT, 'annotations are superseded, not changed'); END;
CREATE TRIGGER annotations_no_delete BEFORE DELETE ON annotations
BEGIN SELECT raise(ABORT, 'annotations are superseded, not erased'); END;
CREATE TRIGGER annotations_no_replace BEFORE INSERT ON annotations
WHEN EXISTS (SELECT 1 FROM annotations WHERE id = new.id OR supersedes = new.supersedes)
    OR EXISTS (SELECT 1 FROM annotations
               WHERE recording = new.recording AND onset_ns = new.onset_ns AND duration_ns IS new.duration_ns AND text = new.text
                   AND channels = new.channels AND origin = new.origin AND supersedes IS new.supersedes)
BEGIN SELECT raise(ABORT, 'annotations are superseded, not erased'); END;
