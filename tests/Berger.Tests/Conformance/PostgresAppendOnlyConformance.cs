using Npgsql;

namespace Berger.Tests.Conformance;

[OnPostgres]
public sealed class PostgresAppendOnlyConformance(PostgresStores stores) : AppendOnlyConformance(stores), IClassFixture<PostgresStores>
{
    protected override IEnumerable<string> Attempts
    {
        get
        {
            string[] partitions = [.. Enumerable.Range(0, 16).Select(i => $"sample_blocks_{i}")];
            return
            [
                .. CommonAttempts(),
                .. partitions.Select(partition => $"UPDATE {partition} SET data = '\\x00'"),
                .. partitions.Select(partition => $"UPDATE ONLY {partition} SET recording = recording + 1"),
                .. partitions.Select(partition => $"DELETE FROM {partition}"),
                .. partitions.Concat(Tables).Select(table => $"TRUNCATE {table} CASCADE"),
                .. partitions.Concat(Tables).Select(table => $"SET session_replication_role = replica; DELETE FROM {table}"),
                .. Tables.Select(table => $"SET session_replication_role = replica; TRUNCATE {table} CASCADE"),
                "SET session_replication_role = replica; UPDATE recordings SET patient_id = 'mallory'",
                "SET session_replication_role = replica; UPDATE sample_blocks SET data = '\\x00'",
                "SET session_replication_role = replica; UPDATE sample_blocks_3 SET data = '\\x00' WHERE false",
                "INSERT INTO sample_blocks SELECT * FROM sample_blocks ON CONFLICT (recording, channel_group, start_ns) DO UPDATE SET data = '\\x00'",
                "INSERT INTO ingestion_log SELECT * FROM ingestion_log ON CONFLICT (id) DO UPDATE SET checksum = 'x'",
                "INSERT INTO recordings SELECT * FROM recordings ON CONFLICT (id) DO UPDATE SET start_time = NULL",
                "MERGE INTO sample_blocks b USING ingestion_log l ON l.id = b.log_id WHEN MATCHED THEN UPDATE SET data = '\\x00'",
                "MERGE INTO ingestion_log l USING recordings r ON r.recording_id = l.recording_id WHEN MATCHED THEN DELETE",
                "WITH gone AS (DELETE FROM sample_blocks RETURNING *) SELECT count(*) FROM gone",
                "CREATE VIEW v AS SELECT * FROM annotations; UPDATE v SET text = 'x'",
                ThroughAParent("recordings", "UPDATE p SET patient_id = 'mallory'"),
                ThroughAParent("recordings", "DELETE FROM p"),
                ThroughAParent("channels", "UPDATE p SET unit = 'V'"),
                ThroughAParent("ingestion_log", "UPDATE p SET checksum = 'x'"),
                ThroughAParent("annotations", "DELETE FROM p"),
                ThroughAParent("annotations", "TRUNCATE p CASCADE"),
                "CREATE TABLE p (LIKE sample_blocks) PARTITION BY HASH (recording); ALTER TABLE sample_blocks DETACH PARTITION sample_blocks_0; "
                    + "ALTER TABLE p ATTACH PARTITION sample_blocks_0 FOR VALUES WITH (MODULUS 16, REMAINDER 0); TRUNCATE p",
            ];
        }
    }

    [PostgresFact]
    public async Task Duplicate_ByInsertOrCopy_IsRefused()
    {
        var stored = await Stores.DeclareAsync();
        await Stores.AppendAsync(Given.Chunk(stored, 0));
        await Stores.Annotations.AddAsync(stored.Recording.Key, [Given.Seizure(1)], default);
        await using var connection = new NpgsqlConnection(((PostgresStores)Stores).ConnectionString);
        await connection.OpenAsync();
        foreach (string table in Tables)
        {
            var error = await Assert.ThrowsAsync<PostgresException>(() => Stores.ExecuteAsync($"INSERT INTO {table} SELECT * FROM {table}"));
            Assert.Equal(PostgresErrorCodes.UniqueViolation, error.SqlState);
            error = await Assert.ThrowsAsync<PostgresException>(() => CopyIntoItselfAsync(connection, table));
            Assert.Equal(PostgresErrorCodes.UniqueViolation, error.SqlState);
        }
    }

    [PostgresFact]
    public async Task Triggers_OfEveryGuardedTable_AreEnabledAlways()
    {
        const string Guards = "FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid WHERE p.proname = 'berger_refuse'";
        Assert.Equal(0L, await Stores.ExecuteAsync($"SELECT count(*) {Guards} AND t.tgenabled <> 'A'"));
        Assert.Equal(5L + 16, await Stores.ExecuteAsync($"SELECT count(DISTINCT c.oid) {Guards}"));
    }

    [PostgresFact]
    public async Task Blocks_OfEveryPartition_AreKeptUncompressed() =>
        Assert.Equal(17L, await Stores.ExecuteAsync(
            "SELECT count(*) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid WHERE c.relname LIKE 'sample\\_blocks%' AND c.relkind IN ('r', 'p') AND a.attname = 'data' AND a.attstorage = 'e'"));

    /// <summary>Makes another table the parent of one, whose own triggers for statements then do not see what happens.</summary>
    private static string ThroughAParent(string table, string change) =>
        $"CREATE TABLE p (LIKE {table}); ALTER TABLE {table} INHERIT p; SET session_replication_role = replica; {change}";

    private static async Task CopyIntoItselfAsync(NpgsqlConnection connection, string table)
    {
        using var rows = new MemoryStream();
        await using (var source = await connection.BeginRawBinaryCopyAsync($"COPY (SELECT * FROM {table}) TO STDOUT (FORMAT BINARY)")) await source.CopyToAsync(rows);
        await using var target = await connection.BeginRawBinaryCopyAsync($"COPY {table} FROM STDIN (FORMAT BINARY)");
        await target.WriteAsync(rows.ToArray());
    }
}
