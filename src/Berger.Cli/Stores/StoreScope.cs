using Berger.Recordings;
using Berger.Server;
using Berger.Storage.Embedded;
using Microsoft.Extensions.DependencyInjection;

namespace Berger.Cli.Stores;

/// <summary>The stores and what works on them, for a command that needs no server. Dispose it: what gathered is written then.</summary>
internal sealed class StoreScope : IAsyncDisposable
{
    private readonly ServiceProvider services;

    private StoreScope(ServiceProvider services) => this.services = services;

    /// <exception cref="StoreUnavailableException">A store cannot be reached.</exception>
    public static async Task<StoreScope> OpenAsync(BergerSettings settings, CancellationToken cancellation)
    {
        var services = new ServiceCollection().AddStores(settings).AddRecordings().BuildServiceProvider();
        try
        {
            await services.PrepareStoresAsync(cancellation);
            return new StoreScope(services);
        }
        catch
        {
            await services.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens stores that must be there already: a mistyped folder is not taken for an empty store.</summary>
    /// <exception cref="CommandException">The folder holds none.</exception>
    /// <exception cref="StoreUnavailableException">A store cannot be reached.</exception>
    public static Task<StoreScope> OpenExistingAsync(BergerSettings settings, CancellationToken cancellation) =>
        settings.DatabaseUrl is not null || File.Exists(SqliteDatabase.PathIn(settings.DataFolder))
            ? OpenAsync(settings, cancellation)
            : throw new CommandException(ExitCodes.InputRefused, $"There are no recordings in {Path.GetFullPath(settings.DataFolder)}. Give the folder that the server or the import uses with --data.");

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    public ValueTask DisposeAsync() => services.DisposeAsync();
}
