using Berger.Recordings;
using Berger.Server;
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

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    public ValueTask DisposeAsync() => services.DisposeAsync();
}
