using System.CommandLine;
using System.Net.Sockets;
using Berger.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;

namespace Berger.Cli.Serving;

/// <summary><c>berger serve</c>: the server.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var url = new Option<string>("--urls") { Description = "Where to listen, on a loopback address", DefaultValueFactory = _ => BergerServer.DefaultUrl };
        var data = CommonOptions.Data();
        var command = new Command("serve", "Serve recordings over HTTP, with the viewer at /.") { url, data };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(url)!, parsed.Settings(data), cancellation));
        return command.WithExample("berger serve --urls http://127.0.0.1:8000 --data ./berger-data");
    }

    private static async Task<int> RunAsync(string url, Berger.Recordings.BergerSettings settings, CancellationToken cancellation)
    {
        await using var app = await StartAsync(settings, url, cancellation);
        Console.Error.WriteLine($"Berger listens on {app.Urls.First()} and keeps recordings in {Describe(settings)}. Ctrl-C stops it.");
        await app.WaitForShutdownAsync(cancellation);
        return ExitCodes.Done;
    }

    /// <summary>Starts the server; it answers when the task completes.</summary>
    /// <exception cref="CommandException">The address is taken, or not one to listen on.</exception>
    public static async Task<WebApplication> StartAsync(Berger.Recordings.BergerSettings settings, string url, CancellationToken cancellation)
    {
        CheckLoopback(url);
        var app = BergerServer.Build(settings, url);
        try
        {
            await app.Services.PrepareStoresAsync(cancellation);
            await app.StartAsync(cancellation);
            return app;
        }
        catch (IOException error) when (error.InnerException is SocketException || error.Message.Contains("address already in use", StringComparison.Ordinal))
        {
            await app.DisposeAsync();
            throw new CommandException(ExitCodes.Failed, $"{url} is taken. Choose another address with --urls, such as http://127.0.0.1:8001, or stop what listens there.");
        }
        catch (SocketException error)
        {
            await app.DisposeAsync();
            throw new CommandException(ExitCodes.Failed, error.SocketErrorCode == SocketError.AccessDenied
                ? $"You may not listen at {url}: ports below 1024 are the administrator's. Choose another with --urls, such as {BergerServer.DefaultUrl}."
                : $"Nothing can listen at {url}: {error.Message}. Choose another address with --urls, such as {BergerServer.DefaultUrl}.");
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    public static string Describe(Berger.Recordings.BergerSettings settings) =>
        settings.DatabaseUrl is null ? Path.GetFullPath(settings.DataFolder) : "PostgreSQL";

    /// <summary>Without authentication only this machine may connect.</summary>
    private static void CheckLoopback(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new CommandException(ExitCodes.UsedWrongly, $"{url} is no address to listen on. Give one such as {BergerServer.DefaultUrl}.");
        if (!address.IsLoopback)
            throw new CommandException(ExitCodes.UsedWrongly, $"{url} can be reached from other machines, and this server knows no users yet. Listen on 127.0.0.1 and put a proxy that authenticates before it.");
    }
}
