namespace Berger.Tests.Conformance;

public sealed class SqliteAppendOnlyConformance(SqliteStores stores) : AppendOnlyConformance(stores), IClassFixture<SqliteStores>
{
    protected override IEnumerable<string> Attempts =>
    [
        .. CommonAttempts(),
        .. Tables.SelectMany(table => new[]
        {
            $"INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
            $"REPLACE INTO {table} SELECT * FROM {table} LIMIT 1",
        }),
        "UPDATE OR REPLACE channels SET position = position + 1",
        "UPDATE recordings SET rowid = rowid + 1000000",
        "UPDATE recordings SET _rowid_ = 1000000, completed_at = NULL",
        "UPDATE sample_blocks SET oid = oid + 1000000",
        "INSERT INTO channels SELECT * FROM channels WHERE true ON CONFLICT DO UPDATE SET label = 'x'",
        "INSERT OR REPLACE INTO recordings SELECT NULL, patient_id, recording_id, NULL, created_at, NULL FROM recordings",
        "INSERT OR REPLACE INTO sample_blocks SELECT log_id + 1000000, recording, channel_group, start_ns, end_ns, x'00' FROM sample_blocks",
        "INSERT OR REPLACE INTO annotations SELECT NULL, recording, onset_ns, duration_ns, text, channels, 'mallory', origin, supersedes, created_at FROM annotations",
        "INSERT OR REPLACE INTO annotations SELECT NULL, recording, 7, NULL, 'none', '[]', '', 'person', supersedes, created_at FROM annotations WHERE supersedes IS NOT NULL",
        "PRAGMA recursive_triggers = OFF; PRAGMA foreign_keys = OFF; INSERT OR REPLACE INTO ingestion_log SELECT * FROM ingestion_log",
    ];
}
