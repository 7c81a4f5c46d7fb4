using System.Text.Json;
using Berger.Recordings.Annotations;
using Berger.Recordings.Catalog;
using Berger.Recordings.Ingest;
using Berger.Recordings.Live;
using Berger.Recordings.Query;
using Berger.Server.Query;
using Berger.Signals;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;

namespace Berger.Server.Annotations;

/// <summary><c>/annotations</c>: seizures and other events, added and superseded, never erased.</summary>
public static class AnnotationEndpoints
{
    public static void MapAnnotations(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/annotations").WithTags("Recordings");
        group.MapGet("", ListAsync).WithSummary("Annotations in force of a recording, by onset")
            .WithQuery(
                QueryParameter.Patient,
                QueryParameter.Recording,
                new("start", "Only those that last beyond this second", JsonSchemaType.Number),
                new("end", "Only those that begin before this second", JsonSchemaType.Number));
        group.MapPost("", AddAsync).WithSummary("Add one annotation, or an array of them, all or none").Accepts<AnnotationDocument>("application/json");
    }

    private static async Task<Ok<IEnumerable<AnnotationDocument>>> ListAsync(
        HttpContext context, IAnnotationStore annotations, RecordingDirectory directory, CancellationToken cancellation)
    {
        var query = context.Request.Query;
        var key = new RecordingKey(query.Text("patient_id"), query.Text("recording_id"));
        _ = await directory.FindAsync(key, cancellation) ?? throw QueryException.NoRecording(key);
        Seconds start = query.OptionalSeconds("start") ?? Seconds.From(-Seconds.Limit), end = query.OptionalSeconds("end") ?? Seconds.From(Seconds.Limit);
        if (end < start) throw new QueryParameterException("end", query["end"], $"end must not be less than start, which is {start}.");
        var stored = await annotations.ReadAsync(key, new TimeRange(start, end), cancellation);
        return TypedResults.Ok(stored.Select(AnnotationDocument.Of));
    }

    private static async Task<Created<AnnotationDocument[]>> AddAsync(
        JsonElement body, IAnnotationStore annotations, RecordingDirectory directory, LiveUpdates live, CancellationToken cancellation)
    {
        var documents = Read(body);
        var added = new List<AnnotationDocument>();
        foreach (var group in documents.GroupBy(document => document.Key()))
        {
            var recording = await directory.FindAsync(group.Key, cancellation) ?? throw QueryException.NoRecording(group.Key);
            NewAnnotation[] content = [.. group.Select(document => document.ToAnnotation(recording.Recording))];
            added.AddRange((await annotations.AddAsync(group.Key, content, cancellation)).Select(AnnotationDocument.Of));
            live.Publish(new LiveUpdate(LiveUpdateKind.Annotation, group.Key, default));
        }

        return TypedResults.Created((string?)null, added.ToArray());
    }

    private static AnnotationDocument[] Read(JsonElement body)
    {
        try
        {
            var documents = body.ValueKind == JsonValueKind.Array
                ? body.Deserialize<AnnotationDocument[]>(BergerJson.Options)
                : [body.Deserialize<AnnotationDocument>(BergerJson.Options)!];
            if (documents is null || documents.Contains(null)) throw new JsonException("an annotation is null");
            if (documents.Select(document => document.Key()).Distinct().Count() > 1)
            {
                throw new IngestException(IngestError.Unprocessable, "recording_id", null,
                    "The annotations belong to several recordings. Send those of one recording at a time, so that all or none are stored.");
            }

            return documents;
        }
        catch (JsonException error)
        {
            throw new IngestException(IngestError.Malformed, Problems.FieldOf(error), null, $"Not an annotation, nor an array of them: {error.Message}");
        }
    }
}

/// <summary>An annotation on the wire. Times are seconds from the recording's start.</summary>
public sealed record AnnotationDocument(
    long? Id,
    string? PatientId,
    string? RecordingId,
    double? Onset,
    double? Duration,
    string? Text,
    IReadOnlyList<string>? Channels,
    string? Author,
    string? Origin,
    DateTimeOffset? CreatedAt,
    long? Supersedes)
{
    private const int MaximumText = 10_000;

    public static AnnotationDocument Of(StoredAnnotation stored) => new(
        stored.Id,
        stored.Recording.SubjectId,
        stored.Recording.RecordingId,
        stored.Content.Annotation.Onset.ToDouble(),
        stored.Content.Annotation.Duration?.ToDouble(),
        stored.Content.Annotation.Text,
        stored.Content.Annotation.Channels,
        stored.Content.Author,
        stored.Content.Origin,
        stored.CreatedAt,
        stored.Content.Supersedes);

    /// <exception cref="IngestException">An id is missing.</exception>
    public RecordingKey Key() => ChunkValidator.CheckKey(new RecordingKey(PatientId ?? "", RecordingId ?? ""));

    /// <exception cref="IngestException">A field is missing or cannot be right.</exception>
    public NewAnnotation ToAnnotation(Recording recording)
    {
        if (Onset is not { } onset || !(Math.Abs(onset) <= Seconds.Limit)) throw Refuse("onset", Onset, "onset must be a number of seconds from the recording's start.");
        if (Duration is { } duration && !(duration >= 0 && duration <= Seconds.Limit)) throw Refuse("duration", duration, "duration must be a number of seconds, or null.");
        if (Text is not { Length: > 0 and <= MaximumText }) throw Refuse("text", null, $"text must be 1 to {MaximumText} characters.");
        if (Text.Contains('\0', StringComparison.Ordinal)) throw Refuse("text", null, "text must not hold a NUL character.");
        foreach (string channel in Channels ?? [])
        {
            if (!recording.ChannelNames.Contains(channel)) throw QueryException.NoChannel(recording, channel);
        }

        var annotation = new Annotation(Seconds.From(onset), Duration is { } length ? Seconds.From(length) : null, Text, Channels ?? []);
        return new NewAnnotation(annotation, Author ?? "", Origin is { Length: > 0 } ? Origin : "person", Supersedes);
    }

    private static IngestException Refuse(string field, double? value, string message) =>
        new(IngestError.Unprocessable, field, value?.ToString(System.Globalization.CultureInfo.InvariantCulture), message);
}
