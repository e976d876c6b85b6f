using CsCheck;
using Mesh.Testing.InMemory;
using Xunit;

namespace Mesh.Transport.Tests;

public sealed class TimerWheelTests
{
    private readonly VirtualTime time = new();
    private readonly TimerWheel wheel;

    public TimerWheelTests() => wheel = new TimerWheel(time);

    [Fact]
    public void Nothing_is_due_in_an_empty_wheel() => Assert.Equal(long.MaxValue, wheel.NextDue);

    [Theory]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(4095)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(300_000)]
    [InlineData(86_400_000)]
    [InlineData(3_000_000_000)]
    public void A_timer_fires_at_its_millisecond_and_not_before(long milliseconds)
    {
        Pass(12_345);
        var timer = new Timer(wheel);
        wheel.Set(timer, TimeSpan.FromMilliseconds(milliseconds));

        PassInSteps(milliseconds - 1);
        Assert.Empty(timer.FiredAt);
        Assert.True(timer.IsSet);

        Pass(1);
        Assert.Equal([12_345 + milliseconds], timer.FiredAt);
        Assert.False(timer.IsSet);
    }

    [Fact]
    public void A_cancelled_timer_does_not_fire_and_leaves_the_wheel_empty()
    {
        var timer = new Timer(wheel);
        wheel.Set(timer, TimeSpan.FromSeconds(5));
        wheel.Cancel(timer);
        wheel.Cancel(timer);

        Assert.False(timer.IsSet);
        Assert.Equal(long.MaxValue, wheel.NextDue);
        Pass(10_000);
        Assert.Empty(timer.FiredAt);
    }

    [Fact]
    public void A_timer_moved_later_fires_once_at_the_later_time()
    {
        var timer = new Timer(wheel);
        for (int i = 0; i < 10; i++)
        {
            wheel.Set(timer, TimeSpan.FromSeconds(5));
            PassInSteps(1000);
        }

        PassInSteps(10_000);
        Assert.Equal([14_000], timer.FiredAt);
    }

    [Fact]
    public void A_timer_moved_earlier_fires_at_the_earlier_time()
    {
        var timer = new Timer(wheel);
        wheel.Set(timer, TimeSpan.FromHours(1));
        wheel.Set(timer, TimeSpan.FromMilliseconds(7));

        PassInSteps(10_000);
        Assert.Equal([7], timer.FiredAt);
    }

    [Fact]
    public void A_part_of_a_millisecond_rounds_up()
    {
        var timer = new Timer(wheel);
        wheel.Set(timer, TimeSpan.FromTicks(1));
        Assert.Equal(1, timer.DueAt);
    }

    [Fact]
    public void A_timer_that_is_due_at_once_fires_at_the_next_tick()
    {
        var timer = new Timer(wheel);
        wheel.Set(timer, TimeSpan.FromSeconds(-1));
        wheel.Advance();
        Assert.Empty(timer.FiredAt);
        Pass(1);
        Assert.Single(timer.FiredAt);
    }

    [Fact]
    public void Timers_of_one_tick_fire_in_the_order_they_were_set()
    {
        var order = new List<int>();
        for (int i = 0; i < 50; i++)
        {
            int number = i;
            wheel.Set(new Timer(wheel, () => order.Add(number)), TimeSpan.FromMilliseconds(500));
        }

        PassInSteps(500);
        Assert.Equal(Enumerable.Range(0, 50), order);
    }

    [Fact]
    public void A_timer_may_set_itself_and_cancel_others_when_it_fires()
    {
        var victim = new Timer(wheel);
        Timer? repeater = null;
        repeater = new Timer(wheel, () =>
        {
            wheel.Cancel(victim);
            wheel.Set(repeater!, TimeSpan.FromMilliseconds(10));
        });
        wheel.Set(repeater, TimeSpan.FromMilliseconds(10));
        wheel.Set(victim, TimeSpan.FromMilliseconds(10));

        PassInSteps(35);
        Assert.Equal([10, 20, 30], repeater.FiredAt);
        Assert.Empty(victim.FiredAt);
    }

    [Fact]
    public void One_big_step_fires_all_in_order_of_time()
    {
        var order = new List<int>();
        foreach (int due in new[] { 70_000, 3, 5000, 64, 4096, 65 })
        {
            wheel.Set(new Timer(wheel, () => order.Add(due)), TimeSpan.FromMilliseconds(due));
        }

        Pass(100_000);
        Assert.Equal([3, 64, 65, 4096, 5000, 70_000], order);
    }

    [Fact]
    public void Setting_moving_cancelling_and_firing_allocate_nothing()
    {
        var timer = new Timer(wheel, static () => { }, records: false);
        Churn(timer);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Churn(timer);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    /// <summary>Against the plainest model: a list of deadlines.</summary>
    [Fact]
    public void Any_sequence_of_operations_fires_what_a_list_would()
    {
        Gen<(int Kind, int Timer, int Value)> operation = Gen.Select(Gen.Int[0, 3], Gen.Int[0, 9], Gen.OneOf(Gen.Int[0, 200], Gen.Int[0, 600_000]));
        operation.Array[1, 80].Sample(operations =>
        {
            var time = new VirtualTime();
            var wheel = new TimerWheel(time);
            var timers = Enumerable.Range(0, 10).Select(_ => new Timer(wheel)).ToArray();
            var model = new long?[10];
            foreach ((int kind, int index, int value) in operations)
            {
                switch (kind)
                {
                    case 0 or 1:
                        wheel.Set(timers[index], TimeSpan.FromMilliseconds(value));
                        model[index] = wheel.Now + Math.Max(value, 1);
                        break;
                    case 2:
                        wheel.Cancel(timers[index]);
                        model[index] = null;
                        break;
                    default:
                        Assert.True(wheel.NextDue <= (model.Min() ?? long.MaxValue));
                        time.Advance(TimeSpan.FromMilliseconds(value));
                        wheel.Advance();
                        for (int i = 0; i < model.Length; i++)
                        {
                            Assert.Equal(model[i] <= wheel.Now ? 1 : 0, timers[i].FiredAt.Count);
                            timers[i].FiredAt.Clear();
                            model[i] = model[i] <= wheel.Now ? null : model[i];
                            Assert.Equal(model[i].HasValue, timers[i].IsSet);
                        }

                        break;
                }
            }
        });
    }

    private void Churn(Timer timer)
    {
        for (int i = 0; i < 1000; i++)
        {
            wheel.Set(timer, TimeSpan.FromSeconds(15));
            wheel.Set(timer, TimeSpan.FromMilliseconds(5));
            wheel.Cancel(timer);
            wheel.Set(timer, TimeSpan.FromMilliseconds(1));
            Pass(1);
        }
    }

    private void Pass(long milliseconds)
    {
        time.Advance(TimeSpan.FromMilliseconds(milliseconds));
        wheel.Advance();
    }

    /// <summary>As a loop does: sleeps no longer than to what is due next.</summary>
    private void PassInSteps(long milliseconds)
    {
        long end = wheel.Now + milliseconds;
        while (wheel.NextDue <= end)
        {
            Pass(wheel.NextDue - wheel.Now);
        }

        Pass(end - wheel.Now);
    }

    private sealed class Timer(TimerWheel wheel, Action? action = null, bool records = true) : TimerEntry
    {
        public List<long> FiredAt { get; } = [];

        protected internal override void OnDue()
        {
            if (records)
            {
                FiredAt.Add(wheel.Now);
            }

            action?.Invoke();
        }
    }
}
