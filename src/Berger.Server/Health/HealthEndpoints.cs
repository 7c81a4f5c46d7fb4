using Berger.Recordings.Audit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Berger.Server.Health;

/// <summary><c>/health</c>: whether the process lives, and whether its stores answer.</summary>
public static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/health").WithTags("Operations");
        group.MapGet("live", () => TypedResults.Ok(new HealthDocument("live", null))).WithSummary("The process answers");
        group.MapGet("ready", ReadyAsync).WithSummary("Each store by name, with the error and the fix");
    }

    private static async Task<JsonHttpResult<IReadOnlyDictionary<string, HealthDocument>>> ReadyAsync(IAuditLog log, CancellationToken cancellation)
    {
        HealthDocument recordings;
        try
        {
            await log.ReadAsync(null, null, 0, 1, cancellation);
            recordings = new HealthDocument("ready", null);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            recordings = new HealthDocument("unreachable", error.Message);
        }

        var stores = new Dictionary<string, HealthDocument> { ["recordings"] = recordings };
        bool ready = stores.Values.All(store => store.Status == "ready");
        return TypedResults.Json<IReadOnlyDictionary<string, HealthDocument>>(
            stores, statusCode: ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}

/// <summary>The state of one part.</summary>
/// <param name="Status">live, ready or unreachable.</param>
/// <param name="Error">What is wrong, and what to do.</param>
public sealed record HealthDocument(string Status, string? Error);
