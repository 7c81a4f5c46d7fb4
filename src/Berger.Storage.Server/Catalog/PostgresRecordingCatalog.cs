using System.Data;
using Berger.Recordings.Audit;
using Berger.Recordings.Catalog;
using Berger.Signals;
using Dapper;
using Npgsql;

namespace Berger.Storage.Server.Catalog;

/// <summary>The recordings in PostgreSQL.</summary>
public sealed class PostgresRecordingCatalog(PostgresDatabase database, TimeProvider clock) : IRecordingCatalog
{
    private const string SelectRecordings = "SELECT id, patient_id, recording_id, start_time, created_at, completed_at FROM recordings";

    public async Task<Declaration> DeclareAsync(Recording recording, CancellationToken cancellation)
    {
        bool created = false;
        var stored = await FindAsync(recording.Key, cancellation);
        if (stored is null)
        {
            created = await database.WriteAsync((connection, transaction) => TryInsertAsync(connection, transaction, recording, cancellation), cancellation);
            stored = (await FindAsync(recording.Key, cancellation))!;
        }

        RecordingComparison.EnsureSame(stored.Recording, recording);
        return new Declaration(stored, created);
    }

    public Task<StoredRecording?> FindAsync(RecordingKey key, CancellationToken cancellation) =>
        database.ReadAsync(async connection =>
        {
            await using var results = await connection.QueryMultipleAsync(new CommandDefinition(
                $"""
                {SelectRecordings} WHERE patient_id = @SubjectId AND recording_id = @RecordingId;
                SELECT c.* FROM channels c JOIN recordings r ON r.id = c.recording
                WHERE r.patient_id = @SubjectId AND r.recording_id = @RecordingId ORDER BY c.position
                """,
                key, cancellationToken: cancellation));
            var row = await results.ReadSingleOrDefaultAsync<RecordingRow>();
            return row?.ToRecording(await results.ReadAsync<ChannelRow>());
        }, cancellation);

    public Task<IReadOnlyList<RecordingSummary>> ListAsync(string? subjectId, CancellationToken cancellation) =>
        database.ReadAsync(
            connection => SummarizeAsync(connection, subjectId is null ? "" : "WHERE patient_id = @subjectId", new { subjectId }, cancellation), cancellation);

    public async Task<RecordingSummary?> SummarizeAsync(RecordingKey key, CancellationToken cancellation) =>
        await database.ReadAsync(
            connection => SummarizeAsync(connection, "WHERE patient_id = @SubjectId AND recording_id = @RecordingId", key, cancellation), cancellation)
            is [var summary] ? summary : null;

    public Task CompleteAsync(long recording, CancellationToken cancellation) =>
        database.ReadAsync(
            connection => connection.ExecuteAsync(new CommandDefinition(
                "UPDATE recordings SET completed_at = @now WHERE id = @recording AND completed_at IS NULL",
                new { recording, now = clock.GetUtcNow().UtcDateTime }, cancellationToken: cancellation)),
            cancellation);

    /// <summary>False when another declaration of that name came first; it is visible then.</summary>
    private async Task<bool> TryInsertAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Recording recording, CancellationToken cancellation)
    {
        long? id = await connection.ExecuteScalarAsync<long?>(new CommandDefinition(
            """
            INSERT INTO recordings (patient_id, recording_id, start_time, created_at) VALUES (@SubjectId, @RecordingId, @start, @now)
            ON CONFLICT (patient_id, recording_id) DO NOTHING RETURNING id
            """,
            new
            {
                recording.Key.SubjectId,
                recording.Key.RecordingId,
                start = recording.StartTime is { } start ? LogEntry.Truncate(start).UtcDateTime : (DateTime?)null,
                now = clock.GetUtcNow().UtcDateTime,
            },
            transaction, cancellationToken: cancellation));
        if (id is null) return false;

        await using var batch = new NpgsqlBatch(connection, transaction);
        foreach (var row in ChannelRow.Of(id.Value, recording))
        {
            batch.Add("INSERT INTO channels VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)", row.Recording, row.Position, row.Label, row.Unit,
                row.SamplingRate, row.DigitalMin, row.DigitalMax, row.PhysicalMin, row.PhysicalMax, row.Transducer, row.Prefiltering);
        }

        if (batch.BatchCommands.Count > 0) await batch.ExecuteNonQueryAsync(cancellation);
        return true;
    }

    private static async Task<IReadOnlyList<RecordingSummary>> SummarizeAsync(
        NpgsqlConnection connection, string where, object parameters, CancellationToken cancellation)
    {
        // One snapshot for the four questions.
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
        string ids = $"SELECT id FROM recordings {where}";
        await using var results = await connection.QueryMultipleAsync(new CommandDefinition(
            $"""
            {SelectRecordings} {where} ORDER BY patient_id, recording_id;
            SELECT * FROM channels WHERE recording IN ({ids}) ORDER BY recording, position;
            SELECT * FROM coverage WHERE recording IN ({ids}) ORDER BY recording, channel_group, start_ns;
            SELECT recording, count(*) FROM annotations a
            WHERE recording IN ({ids}) AND NOT EXISTS (SELECT 1 FROM annotations s WHERE s.supersedes = a.id)
            GROUP BY recording
            """,
            parameters, transaction, cancellationToken: cancellation));
        var rows = await results.ReadAsync<RecordingRow>();
        var channels = (await results.ReadAsync<ChannelRow>()).ToLookup(c => c.Recording);
        var coverage = (await results.ReadAsync<CoverageRow>()).ToLookup(c => c.Recording);
        var counts = (await results.ReadAsync<(long Recording, long Count)>()).ToDictionary(c => c.Recording, c => (int)c.Count);
        return [.. rows.Select(row => new RecordingSummary(
            row.ToRecording(channels[row.Id]), [.. coverage[row.Id].Select(span => span.ToSpan())], counts.GetValueOrDefault(row.Id)))];
    }

    private sealed class RecordingRow
    {
        public long Id { get; init; }

        public string PatientId { get; init; } = "";

        public string RecordingId { get; init; } = "";

        public DateTime? StartTime { get; init; }

        public DateTime CreatedAt { get; init; }

        public DateTime? CompletedAt { get; init; }

        public StoredRecording ToRecording(IEnumerable<ChannelRow> channels) => new(
            Id,
            new Recording(new(PatientId, RecordingId), StartTime is { } start ? new DateTimeOffset(start) : null, [.. channels.Select(c => c.ToChannel())]),
            CompletedAt is null ? RecordingState.Receiving : RecordingState.Complete,
            new DateTimeOffset(CreatedAt));
    }
}
