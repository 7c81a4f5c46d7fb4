using Berger.Recordings;
using Berger.Storage.Embedded;
using Microsoft.Extensions.DependencyInjection;

namespace Berger.Server;

/// <summary>Picks the side of each port by what is set.</summary>
public static class StoreSelection
{
    public static IServiceCollection AddStores(this IServiceCollection services, BergerSettings settings) =>
        services.AddEmbeddedStores(settings.DataFolder);

    /// <summary>Opens the stores, and creates or upgrades their schemas.</summary>
    public static Task PrepareAsync(IServiceProvider services, CancellationToken cancellation)
    {
        services.GetRequiredService<SqliteDatabase>();
        return Task.CompletedTask;
    }
}
