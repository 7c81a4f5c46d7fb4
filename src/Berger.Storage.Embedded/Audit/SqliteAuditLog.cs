using Berger.Recordings.Audit;
using Berger.Signals;
using Dapper;

namespace Berger.Storage.Embedded.Audit;

/// <summary>The ingestion log in SQLite.</summary>
public sealed class SqliteAuditLog(SqliteDatabase database) : IAuditLog
{
    public async Task<IReadOnlyList<LogEntry>> ReadAsync(
        string? subjectId, string? recordingId, long afterId, int limit, CancellationToken cancellation)
    {
        await using var connection = database.OpenConnection();
        var rows = await connection.QueryAsync<LogRow>(
            $"""
            SELECT id, patient_id, recording_id, channel_group, start_ns, end_ns, num_samples, checksum, ingested_at, entry_hash
            FROM ingestion_log
            WHERE id > @afterId{(subjectId is null ? "" : " AND patient_id = @subjectId")}{(recordingId is null ? "" : " AND recording_id = @recordingId")}
            ORDER BY id LIMIT @limit
            """,
            new { subjectId, recordingId, afterId, limit });
        return [.. rows.Select(row => row.ToEntry())];
    }

    private sealed class LogRow
    {
        public long Id { get; init; }

        public string PatientId { get; init; } = "";

        public string RecordingId { get; init; } = "";

        public long ChannelGroup { get; init; }

        public long StartNs { get; init; }

        public long EndNs { get; init; }

        public long NumSamples { get; init; }

        public string Checksum { get; init; } = "";

        public string IngestedAt { get; init; } = "";

        public byte[] EntryHash { get; init; } = [];

        public LogEntry ToEntry() => new(Id, new(PatientId, RecordingId), (int)ChannelGroup, new(new Seconds(StartNs), new Seconds(EndNs)),
            NumSamples, Checksum, SqliteDatabase.ToTime(IngestedAt), EntryHash);
    }
}
