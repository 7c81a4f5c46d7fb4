using Berger.Recordings.Audit;
using Berger.Recordings.Catalog;
using Berger.Recordings.Samples;
using Berger.Signals;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Berger.Storage.Embedded.Samples;

/// <summary>What planning an append looks up; the writing transaction itself keeps other writers out.</summary>
internal sealed class SqliteAppendLookup(SqliteConnection connection, SqliteTransaction transaction) : IAppendLookup
{
    public async Task<LogHead> LockLogAsync(CancellationToken cancellation)
    {
        var row = await connection.QuerySingleOrDefaultAsync<(long Id, byte[] Hash)>(
            "SELECT id, entry_hash FROM ingestion_log ORDER BY id DESC LIMIT 1", transaction: transaction);
        return row.Id == 0 ? LogHead.Empty : new LogHead(row.Id, row.Hash);
    }

    public async Task<IReadOnlyList<CoverageSpan>> ReadCoverageAsync(long recording, int group, CancellationToken cancellation)
    {
        var rows = await connection.QueryAsync<CoverageRow>(
            "SELECT * FROM coverage WHERE recording = @recording AND channel_group = @group ORDER BY start_ns", new { recording, group }, transaction);
        return [.. rows.Select(row => row.ToSpan())];
    }

    public async Task<ExistingChunk?> FindLastBeforeAsync(long recording, int group, Seconds end, CancellationToken cancellation)
    {
        var row = await connection.QuerySingleOrDefaultAsync<(long Id, long Start, long End, string Checksum)>(
            """
            SELECT b.log_id, b.start_ns, b.end_ns, l.checksum FROM sample_blocks b JOIN ingestion_log l ON l.id = b.log_id
            WHERE b.recording = @recording AND b.channel_group = @group AND b.start_ns < @end ORDER BY b.start_ns DESC LIMIT 1
            """,
            new { recording, group, end = end.Nanoseconds }, transaction);
        return row.Id == 0 ? null : new ExistingChunk(row.Id, new TimeRange(new(row.Start), new(row.End)), row.Checksum);
    }
}

/// <summary>Writes a planned append.</summary>
internal static class SqliteAppend
{
    public static void Write(AppendPlan plan, SqliteConnection connection, SqliteTransaction transaction)
    {
        using var log = Prepare(connection, transaction,
            "INSERT INTO ingestion_log VALUES ($id, $patient, $recording, $group, $startSec, $endSec, $start, $end, $samples, $checksum, $time, $hash)",
            "$id", "$patient", "$recording", "$group", "$startSec", "$endSec", "$start", "$end", "$samples", "$checksum", "$time", "$hash");
        using var block = Prepare(connection, transaction,
            "INSERT INTO sample_blocks VALUES ($id, $recording, $group, $start, $end, $data)",
            "$id", "$recording", "$group", "$start", "$end", "$data");
        foreach (var (chunk, entry) in plan.Entries)
        {
            Execute(log, entry.Id, entry.Key.SubjectId, entry.Key.RecordingId, entry.Group, entry.Range.Start.ToDouble(), entry.Range.End.ToDouble(),
                entry.Range.Start.Nanoseconds, entry.Range.End.Nanoseconds, entry.NumSamples, entry.Checksum,
                SqliteDatabase.ToText(entry.IngestedAt), entry.Hash);
            Execute(block, entry.Id, chunk.Recording.Id, chunk.Group, chunk.Range.Start.Nanoseconds, chunk.Range.End.Nanoseconds, chunk.Data);
        }

        foreach (var (recording, _, removed, added) in plan.CoverageChanges)
        {
            connection.Execute(
                "DELETE FROM coverage WHERE recording = @Recording AND channel_group = @ChannelGroup AND start_ns = @StartNs",
                removed.Select(span => CoverageRow.Of(recording, span)), transaction);
            connection.Execute(
                "INSERT INTO coverage VALUES (@Recording, @ChannelGroup, @StartNs, @EndNs, @ToleranceNs, @Bytes)",
                added.Select(span => CoverageRow.Of(recording, span)), transaction);
        }
    }

    private static SqliteCommand Prepare(SqliteConnection connection, SqliteTransaction transaction, string sql, params ReadOnlySpan<string> parameters)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        foreach (string name in parameters) command.Parameters.Add(new SqliteParameter { ParameterName = name });
        return command;
    }

    private static void Execute(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        for (int i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i];
        command.ExecuteNonQuery();
    }
}
