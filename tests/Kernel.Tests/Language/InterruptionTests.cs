using System.Diagnostics;
using MimLab.Kernel;

namespace Kernel.Tests.Language;

[Collection("Sessions")]
public sealed class InterruptionTests : IDisposable
{
    // Ten times what is promised: a busy machine must not fail the test, an endless loop must.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly RecordingFrontEnd _frontEnd = new();
    private readonly NotebookSession _session;

    public InterruptionTests() => _session = new NotebookSession(Environment.CurrentDirectory, _frontEnd);

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("while (true) { }")]
    [InlineData("while (true);")]
    [InlineData("for (;;) x++;")]
    [InlineData("do { x++; } while (true);")]
    [InlineData("again: x++; goto again;")]
    [InlineData("Action spin = () => { for (;;) { } }; spin();")]
    [InlineData("void Spin() { while (true) { try { x++; } finally { x++; } } } Spin();")]
    [InlineData("foreach (var i in System.Linq.Enumerable.Repeat(1, int.MaxValue)) foreach (var j in System.Linq.Enumerable.Repeat(1, int.MaxValue)) x = j;")]
    [InlineData("while (true) { try { System.Threading.Thread.Sleep(1); } catch (Exception) { } }")]
    [InlineData("long Fib(int n) => n < 2 ? n : Fib(n - 1) + Fib(n - 2); Fib(90)")]
    [InlineData("Enumerable.Repeat(1.0, int.MaxValue).Concat(Enumerable.Repeat(1.0, int.MaxValue)).Count(i => i > 2)")]
    [InlineData("Parallel.For(0, long.MaxValue, i => Math.Sin(i));")]
    [InlineData("System.Threading.Thread.Sleep(100000);")]
    [InlineData("await Task.Delay(100000);")]
    [InlineData("Task.Delay(100000).Wait();")]
    [InlineData("await Task.Delay(10); while (true) { }")]
    [InlineData("await Task.Delay(10); System.Threading.Thread.Sleep(100000);")]
    [InlineData("await Task.Run(() => { while (true) { } });")]
    [InlineData("Task.Run(() => { while (true) { } }).Wait();")]
    [InlineData("Parallel.For(0, 100, i => { while (true) { } });")]
    [InlineData("new System.Threading.SemaphoreSlim(0).Wait();")]
    [InlineData("var token = (System.Threading.CancellationToken)AppContext.GetData(\"MimLab.Stop\"); token.WaitHandle.WaitOne();")]
    [InlineData("for (;;) Console.Write(\".\");")]
    [InlineData("for (;;) display(1);")]
    [InlineData("IEnumerable<int> Endless() { while (true) yield return 1; } Endless().Count()")]
    public void A_cell_stops_and_the_next_one_finds_its_variables(string code)
    {
        Assert.True(_session.Execute("int x = 0; var kept = new List<int> { 1, 2 };", 1).Succeeded);
        CellError? error = RunAndInterrupt("int before = 41; Console.Error.Write(\"go\"); " + code);
        Assert.Equal("KeyboardInterrupt", error?.Name);
        CellOutcome next = _session.Execute("System.Threading.Thread.Sleep(1); await Task.Delay(1); kept.Count + before", 3);
        Assert.Equal("43", next.Result?.Data["text/plain"]);
    }

    [Fact]
    public void Native_code_is_left_behind_with_a_word_and_the_next_cell_runs()
    {
        Assert.True(_session.Execute("using System.Runtime.InteropServices; [DllImport(\"libc\")] static extern int sleep(int seconds);", 1).Succeeded);
        CellError? error = RunAndInterrupt("int before = 41; Console.Error.Write(\"go\"); sleep(3); before = 0;");
        Assert.Contains("native code", error?.Value);
        Assert.Equal("42", _session.Execute("before + 1", 3).Result?.Data["text/plain"]);
    }

    [Fact]
    public void What_an_earlier_cell_left_running_goes_on()
    {
        Assert.True(_session.Execute("int ticks = 0; var beat = Task.Run(async () => { for (;;) { ticks++; await Task.Delay(1); } });", 1).Succeeded);
        RunAndInterrupt("Console.Error.Write(\"go\"); while (true) { }");
        Assert.Equal("True", _session.Execute("int then = ticks; while (ticks == then) await Task.Delay(1); true", 3).Result?.Data["text/plain"]);
    }

    [Fact]
    public void Interrupting_between_cells_does_nothing()
    {
        _session.Interrupt();
        Assert.True(_session.Execute("System.Threading.Thread.Sleep(1); 1", 1).Succeeded);
        _session.Interrupt();
        Assert.True(_session.Execute("System.Threading.Thread.Sleep(1); 1", 2).Succeeded);
    }

    private CellError? RunAndInterrupt(string code)
    {
        Task<CellOutcome> cell = Task.Factory.StartNew(() => _session.Execute(code, 2), TaskCreationOptions.LongRunning);
        Assert.True(SpinWait.SpinUntil(() => _frontEnd.Written("stderr").Contains("go", StringComparison.Ordinal) || cell.IsCompleted, s_patience));
        Assert.False(cell.IsCompleted, string.Join('\n', cell.IsCompleted ? cell.Result.Error?.Traceback ?? [] : []));
        Thread.Sleep(30);
        var watch = Stopwatch.StartNew();
        _session.Interrupt();
        Assert.True(cell.Wait(s_patience), "the cell went on");
        Console.WriteLine($"{watch.ElapsedMilliseconds} ms: {code}");
        return cell.Result.Error;
    }
}
