using System.Globalization;
using Berger.Signals;
using Microsoft.AspNetCore.Http;

namespace Berger.Server.Query;

/// <summary>A query parameter is missing or is not what it should be.</summary>
public sealed class QueryParameterException(string parameter, string? value, string message) : Exception(message)
{
    public string Parameter => parameter;

    public string? Value => value;
}

/// <summary>Reads query parameters; every refusal names the parameter and its value.</summary>
internal static class QueryParameters
{
    /// <exception cref="QueryParameterException">It is missing.</exception>
    public static string Text(this IQueryCollection query, string name) => query[name].ToString() is { Length: > 0 } text
        ? text
        : throw new QueryParameterException(name, null, $"The query needs {name}.");

    /// <exception cref="QueryParameterException">It is missing or not a number.</exception>
    public static double Number(this IQueryCollection query, string name) => query.OptionalNumber(name)
        ?? throw new QueryParameterException(name, null, $"The query needs {name}.");

    /// <exception cref="QueryParameterException">It is not a number.</exception>
    public static double? OptionalNumber(this IQueryCollection query, string name)
    {
        if (query[name].ToString() is not { Length: > 0 } text) return null;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
            ? number
            : throw new QueryParameterException(name, text, $"{name} must be a number.");
    }

    /// <summary>Seconds from the recording's start.</summary>
    /// <exception cref="QueryParameterException">It is not a time that a recording can have.</exception>
    public static Seconds? OptionalSeconds(this IQueryCollection query, string name) => query.OptionalNumber(name) is not { } number ? null
        : Math.Abs(number) <= Seconds.Limit ? Seconds.From(number)
        : throw new QueryParameterException(name, query[name], $"{name} must be a number of seconds between -{Seconds.Limit} and {Seconds.Limit}.");

    /// <summary>A parameter that may be repeated; null when there is none.</summary>
    public static IReadOnlyList<string>? Names(this IQueryCollection query, string name) =>
        query[name].OfType<string>().Where(value => value.Length > 0).ToList() is { Count: > 0 } names ? names : null;
}
