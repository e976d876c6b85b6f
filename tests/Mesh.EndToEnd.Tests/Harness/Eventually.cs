namespace Mesh.EndToEnd.Tests.Harness;

/// <summary>Waits for what other processes do: asks again until it holds, within a bound, and says what it saw last.</summary>
public static class Eventually
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>The first value that satisfies the condition.</summary>
    /// <exception cref="TimeoutException">None did in time; the message holds the last value, or what the last attempt failed with.</exception>
    public static async Task<T> Get<T>(string what, Func<Task<T>> ask, Func<T, bool> condition, TimeSpan? within = null)
    {
        var deadline = Environment.TickCount64 + (long)(within ?? Patience).TotalMilliseconds;
        for (; ; )
        {
            string seen;
            try
            {
                var value = await ask();
                if (condition(value))
                {
                    return value;
                }

                seen = $"{value}";
            }
            catch (Exception e) when (e is HttpRequestException or IOException or System.Net.Sockets.SocketException or TaskCanceledException)
            {
                seen = e.Message;
            }

            if (Environment.TickCount64 > deadline)
            {
                throw new TimeoutException($"{what} did not happen in time. Seen last: {seen}");
            }

            await Task.Delay(Interval);
        }
    }

    public static Task True(string what, Func<Task<bool>> condition, TimeSpan? within = null) => Get(what, condition, value => value, within);
}
