using Berger.Recordings;
using Berger.Server.Annotations;
using Berger.Server.Audit;
using Berger.Server.Health;
using Berger.Server.Ingest;
using Berger.Server.Live;
using Berger.Server.Query;
using Berger.Server.Recordings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;
using Microsoft.OpenApi;

namespace Berger.Server;

/// <summary>The server: every endpoint over the stores that the settings name.</summary>
public static class BergerServer
{
    /// <summary>Where the server listens unless told otherwise.</summary>
    public const string DefaultUrl = "http://127.0.0.1:8000";

    /// <param name="settings">Which stores to use.</param>
    /// <param name="url">Where to listen; port 0 takes a free one.</param>
    public static WebApplication Build(BergerSettings settings, string url)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(url).ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = IngestEndpoints.MaximumBody;
        });
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None); // Whoever starts the server tells why it could not.
        builder.Services.AddStores(settings).AddRecordings();
        builder.Services.ConfigureHttpJsonOptions(json => BergerJson.Configure(json.SerializerOptions));
        builder.Services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true); // So that Problems tells what was wrong with it.
        builder.Services.AddProblemDetails(problems => problems.CustomizeProblemDetails = Problems.Complete).AddExceptionHandler<Problems>();
        builder.Services.AddOpenApi(openApi => openApi.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo { Title = "Berger", Version = typeof(BergerServer).Assembly.GetName().Version!.ToString(3) };
            return Task.CompletedTask;
        }));

        var app = builder.Build();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(20) });
        app.MapOpenApi();
        app.MapHealth();
        app.MapRecordings();
        app.MapIngest();
        app.MapEeg();
        app.MapAnnotations();
        app.MapIngestionLog();
        app.MapLive();
        UsePages(app);
        return app;
    }

    /// <summary>The pages, which the web build puts into wwwroot beside the program.</summary>
    private static void UsePages(WebApplication app)
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "wwwroot");
        if (!Directory.Exists(folder))
        {
            app.Logger.LogWarning("No pages at {Folder}: the viewer is not served. Run ./setup, which installs Node, and then ./berger, which builds them.", folder);
            return;
        }

        var files = new PhysicalFileProvider(folder);
        app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
        app.UseStaticFiles(new StaticFileOptions { FileProvider = files });
    }
}
