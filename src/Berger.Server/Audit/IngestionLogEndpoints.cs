using Berger.Recordings.Audit;
using Berger.Server.Query;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;

namespace Berger.Server.Audit;

/// <summary><c>GET /ingestion-log</c>: one line for each chunk that was ever stored.</summary>
public static class IngestionLogEndpoints
{
    /// <summary>The most lines of one answer; ask on with <c>after=</c> the last id.</summary>
    public const int MaximumLines = 10_000;

    public static void MapIngestionLog(this IEndpointRouteBuilder routes) => routes.MapGet("/ingestion-log", ListAsync)
        .WithTags("Recordings")
        .WithSummary("The audit trail of chunks, by id; after= and limit= page through it")
        .WithQuery(
            new("patient_id", "Only lines of this subject"),
            new("recording_id", "Only lines of this recording"),
            new("after", "Only lines after this id", JsonSchemaType.Integer),
            new("limit", $"At most so many lines; {MaximumLines} unless given", JsonSchemaType.Integer));

    private static async Task<Ok<IEnumerable<LogDocument>>> ListAsync(HttpContext context, IAuditLog log, CancellationToken cancellation)
    {
        var query = context.Request.Query;
        double limit = query.OptionalNumber("limit") ?? MaximumLines;
        if (!(limit is >= 1 and <= MaximumLines))
            throw new QueryParameterException("limit", query["limit"], $"limit must be between 1 and {MaximumLines}.");
        double after = query.OptionalNumber("after") ?? 0;
        if (!(after is >= 0 and <= 1e15)) throw new QueryParameterException("after", query["after"], "after must be the id of a line.");
        var entries = await log.ReadAsync(NullIfEmpty(query["patient_id"]), NullIfEmpty(query["recording_id"]), (long)after, (int)limit, cancellation);
        return TypedResults.Ok(entries.Select(LogDocument.Of));
    }

    private static string? NullIfEmpty(Microsoft.Extensions.Primitives.StringValues value) => value.ToString() is { Length: > 0 } text ? text : null;
}

/// <summary>A line of the log on the wire. Times within the recording are seconds from its start.</summary>
public sealed record LogDocument(
    long Id,
    string PatientId,
    string RecordingId,
    int ChannelGroup,
    double ChunkStartSec,
    double ChunkEndSec,
    long NumSamples,
    string Checksum,
    DateTimeOffset IngestedAt,
    string EntryHash)
{
    public static LogDocument Of(LogEntry entry) => new(
        entry.Id, entry.Key.SubjectId, entry.Key.RecordingId, entry.Group, entry.Range.Start.ToDouble(), entry.Range.End.ToDouble(),
        entry.NumSamples, entry.Checksum, entry.IngestedAt, Convert.ToHexStringLower(entry.Hash));
}
