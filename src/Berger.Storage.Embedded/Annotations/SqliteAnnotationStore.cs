using System.Text.Json;
using Berger.Recordings.Annotations;
using Berger.Signals;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Berger.Storage.Embedded.Annotations;

/// <summary>Annotations in SQLite.</summary>
public sealed class SqliteAnnotationStore(SqliteDatabase database, TimeProvider clock) : IAnnotationStore
{
    private const string Select =
        "SELECT a.id, a.onset_ns, a.duration_ns, a.text, a.channels, a.author, a.origin, a.supersedes, a.created_at FROM annotations a";

    public Task<IReadOnlyList<StoredAnnotation>> AddAsync(
        RecordingKey recording, IReadOnlyList<NewAnnotation> annotations, CancellationToken cancellation) =>
        database.WriteAsync(async (connection, transaction) =>
        {
            long id = await connection.ExecuteScalarAsync<long?>(
                "SELECT id FROM recordings WHERE patient_id = @SubjectId AND recording_id = @RecordingId", recording, transaction)
                ?? throw AnnotationConflictException.NoRecording(recording);
            var stored = new List<StoredAnnotation>(annotations.Count);
            foreach (var annotation in annotations) stored.Add(await AddAsync(connection, transaction, recording, id, annotation));
            return (IReadOnlyList<StoredAnnotation>)stored;
        }, cancellation);

    public async Task<IReadOnlyList<StoredAnnotation>> ReadAsync(RecordingKey recording, TimeRange? range, CancellationToken cancellation)
    {
        await using var connection = database.OpenConnection();
        var rows = await connection.QueryAsync<AnnotationRow>(
            $"""
            {Select} JOIN recordings r ON r.id = a.recording
            WHERE r.patient_id = @SubjectId AND r.recording_id = @RecordingId
                AND a.onset_ns <= @end AND a.onset_ns + ifnull(a.duration_ns, 0) >= @start
                AND NOT EXISTS (SELECT 1 FROM annotations s WHERE s.supersedes = a.id)
            ORDER BY a.onset_ns, a.id
            """,
            new
            {
                recording.SubjectId,
                recording.RecordingId,
                start = range?.Start.Nanoseconds ?? long.MinValue,
                end = range?.End.Nanoseconds ?? long.MaxValue,
            });
        return [.. rows.Select(row => row.ToAnnotation(recording))];
    }

    private async Task<StoredAnnotation> AddAsync(
        SqliteConnection connection, SqliteTransaction transaction, RecordingKey key, long recording, NewAnnotation added)
    {
        var row = AnnotationRow.Of(recording, added, SqliteDatabase.ToText(clock.GetUtcNow()));
        var known = await connection.QuerySingleOrDefaultAsync<AnnotationRow>(
            $"""
            {Select} WHERE a.recording = @Recording AND a.onset_ns = @OnsetNs AND a.duration_ns IS @DurationNs
                AND a.text = @Text AND a.channels = @Channels AND a.origin = @Origin AND a.supersedes IS @Supersedes
            """,
            row, transaction);
        if (known is not null) return known.ToAnnotation(key);

        if (added.Supersedes is { } superseded) await EnsureSupersedableAsync(connection, transaction, recording, superseded);
        var stored = await connection.QuerySingleAsync<AnnotationRow>(
            """
            INSERT INTO annotations (recording, onset_ns, duration_ns, text, channels, author, origin, supersedes, created_at)
            VALUES (@Recording, @OnsetNs, @DurationNs, @Text, @Channels, @Author, @Origin, @Supersedes, @CreatedAt) RETURNING *
            """,
            row, transaction);
        return stored.ToAnnotation(key);
    }

    private static async Task EnsureSupersedableAsync(SqliteConnection connection, SqliteTransaction transaction, long recording, long superseded)
    {
        bool inForce = await connection.ExecuteScalarAsync<bool>(
            """
            SELECT count(*) FROM annotations a WHERE a.id = @superseded AND a.recording = @recording
                AND NOT EXISTS (SELECT 1 FROM annotations s WHERE s.supersedes = a.id)
            """,
            new { superseded, recording }, transaction);
        if (!inForce) throw AnnotationConflictException.NotInForce(superseded);
    }

    private sealed class AnnotationRow
    {
        public long Id { get; init; }

        public long Recording { get; init; }

        public long OnsetNs { get; init; }

        public long? DurationNs { get; init; }

        public string Text { get; init; } = "";

        public string Channels { get; init; } = "[]";

        public string Author { get; init; } = "";

        public string Origin { get; init; } = "";

        public long? Supersedes { get; init; }

        public string CreatedAt { get; init; } = "";

        public static AnnotationRow Of(long recording, NewAnnotation added, string createdAt) => new()
        {
            Recording = recording,
            OnsetNs = added.Annotation.Onset.Nanoseconds,
            DurationNs = added.Annotation.Duration?.Nanoseconds,
            Text = added.Annotation.Text,
            Channels = JsonSerializer.Serialize(added.Annotation.Channels),
            Author = added.Author,
            Origin = added.Origin,
            Supersedes = added.Supersedes,
            CreatedAt = createdAt,
        };

        public StoredAnnotation ToAnnotation(RecordingKey recording)
        {
            Seconds? duration = DurationNs is { } nanoseconds ? new Seconds(nanoseconds) : null;
            var annotation = new Annotation(new Seconds(OnsetNs), duration, Text, JsonSerializer.Deserialize<string[]>(Channels) ?? []);
            return new StoredAnnotation(Id, recording, new NewAnnotation(annotation, Author, Origin, Supersedes), SqliteDatabase.ToTime(CreatedAt));
        }
    }
}
