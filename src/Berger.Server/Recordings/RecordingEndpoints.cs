using Berger.Recordings.Catalog;
using Berger.Recordings.Ingest;
using Berger.Recordings.Query;
using Berger.Server.Query;
using Berger.Signals;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Berger.Server.Recordings;

/// <summary><c>/recordings</c>: what there is, declaring, completing.</summary>
public static class RecordingEndpoints
{
    public static void MapRecordings(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/recordings").WithTags("Recordings");
        group.MapGet("", ListAsync).WithSummary("Recordings with their channels, gaps, state and size");
        group.MapPost("", DeclareAsync).WithSummary("Declare a recording before its first chunk");
        group.MapPost("complete", CompleteAsync).WithSummary("Say that a recording has been sent in full")
            .WithQuery(QueryParameter.Patient, QueryParameter.Recording);
    }

    private static async Task<Ok<IEnumerable<RecordingDocument>>> ListAsync(
        [FromQuery(Name = "patient_id")] string? patientId, IRecordingCatalog catalog, CancellationToken cancellation) =>
        TypedResults.Ok((await catalog.ListAsync(patientId is "" ? null : patientId, cancellation)).Select(RecordingDocument.Of));

    private static async Task<Results<Created<RecordingDocument>, Ok<RecordingDocument>>> DeclareAsync(
        DeclarationDocument declaration, Ingestion ingestion, IRecordingCatalog catalog, CancellationToken cancellation)
    {
        var (stored, created) = await ingestion.DeclareAsync(declaration.ToRecording(), cancellation);
        var document = RecordingDocument.Of((await catalog.SummarizeAsync(stored.Recording.Key, cancellation))!);
        return created
            ? TypedResults.Created($"/recordings?patient_id={Uri.EscapeDataString(document.PatientId)}", document)
            : TypedResults.Ok(document);
    }

    private static async Task<NoContent> CompleteAsync(
        HttpContext context, Ingestion ingestion, IRecordingCatalog catalog, CancellationToken cancellation)
    {
        var query = context.Request.Query;
        var key = new RecordingKey(query.Text("patient_id"), query.Text("recording_id"));
        var recording = await catalog.FindAsync(key, cancellation) ?? throw QueryException.NoRecording(key);
        await ingestion.CompleteAsync(recording, catalog, cancellation);
        return TypedResults.NoContent();
    }
}
