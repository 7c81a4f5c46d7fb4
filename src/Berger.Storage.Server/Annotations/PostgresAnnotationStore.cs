using Berger.Recordings.Annotations;
using Berger.Signals;
using Npgsql;

namespace Berger.Storage.Server.Annotations;

/// <summary>Annotations in PostgreSQL.</summary>
public sealed class PostgresAnnotationStore(PostgresDatabase database, TimeProvider clock) : IAnnotationStore
{
    private const string Columns = "a.id, a.onset_ns, a.duration_ns, a.text, a.channels, a.author, a.origin, a.supersedes, a.created_at";
    private const string InForce = "NOT EXISTS (SELECT 1 FROM annotations s WHERE s.supersedes = a.id)";

    public Task<IReadOnlyList<StoredAnnotation>> AddAsync(
        RecordingKey recording, IReadOnlyList<NewAnnotation> annotations, CancellationToken cancellation) =>
        database.WriteAsync(async (connection, transaction) =>
        {
            long id = await LockRecordingAsync(connection, recording, cancellation);
            var known = await FindKnownAsync(connection, recording, id, annotations, cancellation);
            var missing = annotations.Where(a => !known.ContainsKey(Identity.Of(a))).DistinctBy(Identity.Of).ToList();
            await EnsureSupersedableAsync(connection, id, missing, cancellation);
            foreach (var stored in await InsertAsync(connection, transaction, recording, id, missing, cancellation))
                known.Add(Identity.Of(stored.Content), stored);
            return (IReadOnlyList<StoredAnnotation>)[.. annotations.Select(a => known[Identity.Of(a)])];
        }, cancellation);

    public Task<IReadOnlyList<StoredAnnotation>> ReadAsync(RecordingKey recording, TimeRange? range, CancellationToken cancellation) =>
        database.ReadAsync<IReadOnlyList<StoredAnnotation>>(async connection =>
        {
            // As numeric, for the end of a long annotation may lie beyond 64 bits.
            await using var command = connection.Command(
                $"""
                SELECT {Columns} FROM annotations a JOIN recordings r ON r.id = a.recording
                WHERE r.patient_id = $1 AND r.recording_id = $2
                    AND a.onset_ns <= $4 AND a.onset_ns::numeric + coalesce(a.duration_ns, 0) >= $3 AND {InForce}
                ORDER BY a.onset_ns, a.id
                """,
                recording.SubjectId, recording.RecordingId, range?.Start.Nanoseconds ?? long.MinValue, range?.End.Nanoseconds ?? long.MaxValue);
            return await ReadAllAsync(command, recording, cancellation);
        }, cancellation);

    /// <summary>Those who annotate one recording take turns until their transactions end; nobody else waits.</summary>
    private static async Task<long> LockRecordingAsync(NpgsqlConnection connection, RecordingKey key, CancellationToken cancellation)
    {
        await using var command = connection.Command(
            "SELECT id FROM recordings WHERE patient_id = $1 AND recording_id = $2 FOR NO KEY UPDATE", key.SubjectId, key.RecordingId);
        return await command.ExecuteScalarAsync(cancellation) as long?
            ?? throw AnnotationConflictException.NoRecording(key);
    }

    private static async Task<Dictionary<Identity, StoredAnnotation>> FindKnownAsync(
        NpgsqlConnection connection, RecordingKey key, long recording, IReadOnlyList<NewAnnotation> annotations, CancellationToken cancellation)
    {
        await using var command = connection.Command(
            $"SELECT {Columns} FROM annotations a WHERE a.recording = $1 AND a.onset_ns = ANY ($2)",
            recording, annotations.Select(a => a.Annotation.Onset.Nanoseconds).Distinct().ToArray());
        return (await ReadAllAsync(command, key, cancellation)).ToDictionary(a => Identity.Of(a.Content));
    }

    private static async Task EnsureSupersedableAsync(
        NpgsqlConnection connection, long recording, List<NewAnnotation> added, CancellationToken cancellation)
    {
        long[] superseded = [.. added.Select(a => a.Supersedes).OfType<long>()];
        if (superseded.Length == 0) return;
        await using var command = connection.Command(
            $"SELECT a.id FROM annotations a WHERE a.recording = $1 AND a.id = ANY ($2) AND {InForce}", recording, superseded);
        var inForce = new HashSet<long>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation)) inForce.Add(reader.GetInt64(0));
        foreach (long id in superseded)
        {
            if (!inForce.Remove(id)) throw AnnotationConflictException.NotInForce(id);
        }
    }

    private async Task<List<StoredAnnotation>> InsertAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, RecordingKey key, long recording, List<NewAnnotation> added, CancellationToken cancellation)
    {
        if (added.Count == 0) return [];
        await using var batch = new NpgsqlBatch(connection, transaction);
        foreach (var (annotation, author, origin, supersedes) in added)
        {
            batch.Add(
                $"""
                INSERT INTO annotations AS a (recording, onset_ns, duration_ns, text, channels, author, origin, supersedes, created_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING {Columns}
                """,
                recording, annotation.Onset.Nanoseconds, annotation.Duration?.Nanoseconds, annotation.Text, annotation.Channels.ToArray(),
                author, origin, supersedes, clock.GetUtcNow().UtcDateTime);
        }

        var stored = new List<StoredAnnotation>(added.Count);
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        do
        {
            while (await reader.ReadAsync(cancellation)) stored.Add(ToAnnotation(reader, key));
        }
        while (await reader.NextResultAsync(cancellation));
        return stored;
    }

    private static async Task<List<StoredAnnotation>> ReadAllAsync(NpgsqlCommand command, RecordingKey key, CancellationToken cancellation)
    {
        var annotations = new List<StoredAnnotation>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation)) annotations.Add(ToAnnotation(reader, key));
        return annotations;
    }

    private static StoredAnnotation ToAnnotation(NpgsqlDataReader reader, RecordingKey key)
    {
        Seconds? duration = reader.IsDBNull(2) ? null : new Seconds(reader.GetInt64(2));
        var annotation = new Annotation(new Seconds(reader.GetInt64(1)), duration, reader.GetString(3), reader.GetFieldValue<string[]>(4));
        var content = new NewAnnotation(annotation, reader.GetString(5), reader.GetString(6), reader.IsDBNull(7) ? null : reader.GetInt64(7));
        return new StoredAnnotation(reader.GetInt64(0), key, content, reader.GetTime(8));
    }

    /// <summary>What makes two annotations of a recording the same one.</summary>
    private readonly record struct Identity(Annotation Annotation, string Origin, long? Supersedes)
    {
        public static Identity Of(NewAnnotation added) => new(added.Annotation, added.Origin, added.Supersedes);
    }
}
