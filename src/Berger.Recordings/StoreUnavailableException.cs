namespace Berger.Recordings;

/// <summary>
/// A store cannot answer now: its server is down, out of reach or out of room. What was asked is not known to have been
/// done; asking again later may succeed.
/// </summary>
/// <param name="message">What is unreachable, why, and how to put it right.</param>
/// <param name="cause">What the store's client said.</param>
public sealed class StoreUnavailableException(string message, Exception? cause = null) : Exception(message, cause);
