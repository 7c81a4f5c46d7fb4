using System.Net.WebSockets;
using System.Text.Json;
using Berger.Recordings.Live;
using Berger.Server.Query;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace Berger.Server.Live;

/// <summary><c>GET /live</c>: a WebSocket that tells of new signal and annotations; samples are fetched by <c>GET /eeg</c>.</summary>
public static class LiveEndpoints
{
    public static void MapLive(this IEndpointRouteBuilder routes) => routes.MapGet("/live", WatchAsync)
        .WithTags("Recordings")
        .WithSummary("WebSocket: a message whenever new signal is durable or annotations change")
        .WithQuery(new("patient_id", "Only of this subject"), new("recording_id", "Only of this recording"));

    private static async Task WatchAsync(HttpContext context, LiveUpdates live, IHostApplicationLifetime lifetime)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await TypedResults.Problem("/live is a WebSocket. Connect to it with one.", statusCode: StatusCodes.Status400BadRequest).ExecuteAsync(context);
            return;
        }

        if (!IsSameOrigin(context.Request))
        {
            await TypedResults.Problem("/live answers pages of this server only.", statusCode: StatusCodes.Status403Forbidden).ExecuteAsync(context);
            return;
        }

        string? patient = context.Request.Query["patient_id"], recording = context.Request.Query["recording_id"];
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        var closed = WaitForCloseAsync(socket, stop);
        try
        {
            await foreach (var update in live.WatchAsync(stop.Token))
            {
                if (patient is not null && update.Key.SubjectId != patient) continue;
                if (recording is not null && update.Key.RecordingId != recording) continue;
                await socket.SendAsync(ToMessage(update), WebSocketMessageType.Text, endOfMessage: true, stop.Token);
            }
        }
        catch (Exception error) when (error is OperationCanceledException or WebSocketException)
        {
            // The watcher went away, or the server stops: either way there is nobody left to tell.
        }

        await closed;
        if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
    }

    /// <summary>Browsers let any page open a WebSocket to any server and say whose page it is; programs say nothing.</summary>
    private static bool IsSameOrigin(HttpRequest request) =>
        request.Headers.Origin.ToString() is not { Length: > 0 } origin
        || (Uri.TryCreate(origin, UriKind.Absolute, out var page) && page.Authority == request.Host.Value);

    /// <summary>Watchers say nothing; what they send is dropped until they close.</summary>
    private static async Task WaitForCloseAsync(WebSocket socket, CancellationTokenSource stop)
    {
        var buffer = new byte[256];
        try
        {
            while ((await socket.ReceiveAsync(buffer, stop.Token)).MessageType != WebSocketMessageType.Close)
            {
            }
        }
        catch (Exception error) when (error is OperationCanceledException or WebSocketException)
        {
            // As above.
        }

        await stop.CancelAsync();
    }

    private static byte[] ToMessage(LiveUpdate update) => JsonSerializer.SerializeToUtf8Bytes(
        new LiveMessage(
            update.Kind switch { LiveUpdateKind.Block => "block", LiveUpdateKind.Annotation => "annotation", _ => "complete" },
            update.Key.SubjectId, update.Key.RecordingId, update.Range.Start.ToDouble(), update.Range.End.ToDouble()),
        BergerJson.Options);

    private sealed record LiveMessage(string Type, string PatientId, string RecordingId, double Start, double End);
}
