using Berger.Recordings.Catalog;
using Berger.Signals;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Berger.Storage.Embedded.Catalog;

/// <summary>The recordings in SQLite.</summary>
public sealed class SqliteRecordingCatalog(SqliteDatabase database, TimeProvider clock) : IRecordingCatalog
{
    private const string SelectRecordings = "SELECT id, patient_id, recording_id, start_time, created_at, completed_at FROM recordings";

    public Task<Declaration> DeclareAsync(Recording recording, CancellationToken cancellation) =>
        database.WriteAsync(async (connection, transaction) =>
        {
            var known = await FindAsync(connection, transaction, recording.Key);
            if (known is not null)
            {
                RecordingComparison.EnsureSame(known.Recording, recording);
                return new Declaration(known, Created: false);
            }

            long id = await connection.ExecuteScalarAsync<long>(
                """
                INSERT INTO recordings (patient_id, recording_id, start_time, created_at) VALUES (@SubjectId, @RecordingId, @start, @now)
                RETURNING id
                """,
                new
                {
                    recording.Key.SubjectId,
                    recording.Key.RecordingId,
                    start = recording.StartTime is { } time ? SqliteDatabase.ToText(time) : null,
                    now = SqliteDatabase.ToText(clock.GetUtcNow()),
                },
                transaction);
            await connection.ExecuteAsync(
                """
                INSERT INTO channels VALUES (@Recording, @Position, @Label, @Unit, @SamplingRate,
                    @DigitalMin, @DigitalMax, @PhysicalMin, @PhysicalMax, @Transducer, @Prefiltering)
                """,
                ChannelRow.Of(id, recording), transaction);
            return new Declaration((await FindAsync(connection, transaction, recording.Key))!, Created: true);
        }, cancellation);

    public async Task<StoredRecording?> FindAsync(RecordingKey key, CancellationToken cancellation)
    {
        await using var connection = database.OpenConnection();
        return await FindAsync(connection, null, key);
    }

    public async Task<IReadOnlyList<RecordingSummary>> ListAsync(string? subjectId, CancellationToken cancellation)
    {
        await using var connection = database.OpenConnection();
        return await SummarizeAsync(connection, "WHERE @subjectId IS NULL OR patient_id = @subjectId", new { subjectId });
    }

    public async Task<RecordingSummary?> SummarizeAsync(RecordingKey key, CancellationToken cancellation)
    {
        await using var connection = database.OpenConnection();
        return (await SummarizeAsync(connection, "WHERE patient_id = @SubjectId AND recording_id = @RecordingId", key)) is [var summary] ? summary : null;
    }

    public Task CompleteAsync(long recording, CancellationToken cancellation) =>
        database.WriteAsync(
            (connection, transaction) => connection.ExecuteAsync(
                "UPDATE recordings SET completed_at = @now WHERE id = @recording AND completed_at IS NULL",
                new { recording, now = SqliteDatabase.ToText(clock.GetUtcNow()) }, transaction),
            cancellation);

    private static async Task<StoredRecording?> FindAsync(SqliteConnection connection, SqliteTransaction? transaction, RecordingKey key)
    {
        var row = await connection.QuerySingleOrDefaultAsync<RecordingRow>(
            $"{SelectRecordings} WHERE patient_id = @SubjectId AND recording_id = @RecordingId", key, transaction);
        if (row is null) return null;
        var channels = await connection.QueryAsync<ChannelRow>(
            "SELECT * FROM channels WHERE recording = @Id ORDER BY position", row, transaction);
        return row.ToRecording(channels);
    }

    private static async Task<IReadOnlyList<RecordingSummary>> SummarizeAsync(SqliteConnection connection, string where, object parameters)
    {
        await using var transaction = connection.BeginTransaction(deferred: true);
        string ids = $"SELECT id FROM recordings {where}";
        var rows = await connection.QueryAsync<RecordingRow>($"{SelectRecordings} {where} ORDER BY patient_id, recording_id", parameters, transaction);
        var channels = (await connection.QueryAsync<ChannelRow>(
            $"SELECT * FROM channels WHERE recording IN ({ids}) ORDER BY position", parameters, transaction)).ToLookup(c => c.Recording);
        var coverage = (await connection.QueryAsync<CoverageRow>(
            $"SELECT * FROM coverage WHERE recording IN ({ids}) ORDER BY channel_group, start_ns", parameters, transaction)).ToLookup(c => c.Recording);
        var counts = (await connection.QueryAsync<(long Recording, long Count)>(
            $"""
            SELECT recording, count(*) FROM annotations a
            WHERE recording IN ({ids}) AND NOT EXISTS (SELECT 1 FROM annotations s WHERE s.supersedes = a.id)
            GROUP BY recording
            """,
            parameters, transaction)).ToDictionary(c => c.Recording, c => (int)c.Count);
        return [.. rows.Select(row => new RecordingSummary(
            row.ToRecording(channels[row.Id]), [.. coverage[row.Id].Select(span => span.ToSpan())], counts.GetValueOrDefault(row.Id)))];
    }

    private sealed class RecordingRow
    {
        public long Id { get; init; }

        public string PatientId { get; init; } = "";

        public string RecordingId { get; init; } = "";

        public string? StartTime { get; init; }

        public string CreatedAt { get; init; } = "";

        public string? CompletedAt { get; init; }

        public StoredRecording ToRecording(IEnumerable<ChannelRow> channels) => new(
            Id,
            new Recording(new(PatientId, RecordingId), StartTime is null ? null : SqliteDatabase.ToTime(StartTime), [.. channels.Select(c => c.ToChannel())]),
            CompletedAt is null ? RecordingState.Receiving : RecordingState.Complete,
            SqliteDatabase.ToTime(CreatedAt));
    }
}
