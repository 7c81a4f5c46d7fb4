using System.Globalization;
using System.Text.Json;
using Berger.Recordings;
using Berger.Recordings.Annotations;
using Berger.Recordings.Catalog;
using Berger.Recordings.Ingest;
using Berger.Recordings.Query;
using Berger.Server.Query;
using Berger.Signals.Compression;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Logging;

namespace Berger.Server;

/// <summary>Turns what went wrong into RFC 9457 problem details that name the field, the value seen and what to do.</summary>
internal sealed class Problems(ILogger<Problems> log) : IExceptionHandler
{
    private const int RetryAfterSeconds = 1;

    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellation)
    {
        if (context.RequestAborted.IsCancellationRequested) return true;
        var problem = Describe(exception);
        if (problem.Status >= StatusCodes.Status500InternalServerError) log.LogError(exception, "{Method} {Path} failed", context.Request.Method, context.Request.Path);
        if (problem.Status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable)
            context.Response.Headers.RetryAfter = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        await TypedResults.Problem(problem).ExecuteAsync(context); // Also to those who accept signal only.
        return true;
    }

    /// <summary>Says what to do also where routing refuses a request before any endpoint sees it.</summary>
    public static void Complete(ProblemDetailsContext context)
    {
        var (problem, request) = (context.ProblemDetails, context.HttpContext.Request);
        if (problem.Detail is not null) return;
        switch (problem.Status)
        {
            case StatusCodes.Status404NotFound:
                problem.Detail = $"There is nothing at {request.Path}. /openapi/v1.json lists what there is.";
                break;
            case StatusCodes.Status405MethodNotAllowed:
                problem.Detail = $"{request.Path} takes no {request.Method}, but {context.HttpContext.Response.Headers.Allow}.";
                break;
            case StatusCodes.Status415UnsupportedMediaType:
                problem.Detail = $"{request.Path} does not take {request.ContentType}. Send application/json, or what /openapi/v1.json says.";
                problem.Extensions["field"] = "Content-Type";
                problem.Extensions["value"] = request.ContentType;
                break;
        }
    }

    /// <summary>The field at which JSON went wrong, as the wire names it.</summary>
    public static string FieldOf(JsonException error) => error.Path is { Length: > 1 } path ? path.TrimStart('$').TrimStart('.') : "body";

    private static ProblemDetails Describe(Exception exception) => exception switch
    {
        IngestException e => Problem(StatusOf(e.Error), e.Message, e.Parameter, e.Value),
        RecordingConflictException e => Problem(StatusCodes.Status409Conflict, e.Message, "recording_id"),
        AnnotationConflictException e => Problem(StatusCodes.Status409Conflict, e.Message, "supersedes"),
        QueryException { NotFound: true } e => Problem(StatusCodes.Status404NotFound, e.Message, e.Parameter),
        QueryException e => Problem(StatusCodes.Status422UnprocessableEntity, e.Message, e.Parameter),
        QueryParameterException e => Problem(e.Parameter == "Accept" ? StatusCodes.Status406NotAcceptable : StatusCodes.Status400BadRequest, e.Message, e.Parameter, e.Value),
        BadHttpRequestException { InnerException: JsonException inner } e => Problem(e.StatusCode, inner.Message, FieldOf(inner)),
        BadHttpRequestException e => Problem(e.StatusCode, e.InnerException is { } inner ? $"{e.Message} {inner.Message}" : e.Message, "body"),
        CorruptBlockException e => Problem(StatusCodes.Status500InternalServerError, $"A stored block is damaged: {e.Message} Run berger verify.", null),
        StoreUnavailableException e => Problem(StatusCodes.Status503ServiceUnavailable, e.Message, null),
        _ => Problem(StatusCodes.Status500InternalServerError, "Something went wrong in the server; its log tells what. Nothing of the request is stored unless it was answered before.", null),
    };

    private static int StatusOf(IngestError error) => error switch
    {
        IngestError.Malformed => StatusCodes.Status400BadRequest,
        IngestError.Conflict => StatusCodes.Status409Conflict,
        IngestError.TooLarge => StatusCodes.Status413PayloadTooLarge,
        IngestError.Overloaded => StatusCodes.Status429TooManyRequests,
        _ => StatusCodes.Status422UnprocessableEntity,
    };

    private static ProblemDetails Problem(int status, string detail, string? field, string? value = null)
    {
        var problem = new ProblemDetails { Status = status, Detail = detail };
        if (field is not null) problem.Extensions["field"] = field;
        if (value is not null) problem.Extensions["value"] = value;
        return problem;
    }
}
