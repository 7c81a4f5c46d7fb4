using Berger.Recordings.Audit;

namespace Berger.Storage.Server.Audit;

/// <summary>The ingestion log in PostgreSQL.</summary>
public sealed class PostgresAuditLog(PostgresDatabase database) : IAuditLog
{
    public Task<IReadOnlyList<LogEntry>> ReadAsync(
        string? subjectId, string? recordingId, long afterId, int limit, CancellationToken cancellation) =>
        database.ReadAsync<IReadOnlyList<LogEntry>>(async connection =>
        {
            object[] filters = [.. new object?[] { afterId, (long)limit, subjectId, recordingId }.OfType<object>()];
            await using var command = connection.Command(
                $"""
                SELECT id, patient_id, recording_id, channel_group, start_ns, end_ns, num_samples, checksum, ingested_at, entry_hash
                FROM ingestion_log
                WHERE id > $1{(subjectId is null ? "" : " AND patient_id = $3")}{(recordingId is null ? "" : $" AND recording_id = ${filters.Length}")}
                ORDER BY id LIMIT $2
                """,
                filters);
            var entries = new List<LogEntry>();
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation))
            {
                entries.Add(new LogEntry(reader.GetInt64(0), new(reader.GetString(1), reader.GetString(2)), (int)reader.GetInt64(3), reader.GetRange(4, 5),
                    reader.GetInt64(6), reader.GetString(7), reader.GetTime(8), reader.GetFieldValue<byte[]>(9)));
            }

            return entries;
        }, cancellation);
}
