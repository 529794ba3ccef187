using MimLab.Kernel;

namespace Kernel.Tests.Language;

public sealed class NotebookSessionTests : SessionTest
{
    [Fact]
    public void Variables_types_and_usings_live_from_cell_to_cell()
    {
        Run("using System.Globalization; int images = 3; record Patch(int Row, int Column); int Twice(int x) => 2 * x;");
        Assert.Equal("8", Text("Twice(images + 1)"));
        Assert.Equal("Patch { Row = 1, Column = 2 }", Text("new Patch(1, 2)"));
        Assert.Equal("1.5", Text("1.5.ToString(CultureInfo.InvariantCulture)"));
        Run("var pair = new { Name = \"a\", Size = images };");
        Assert.Equal("3", Text("pair.Size"));
    }

    [Theory]
    [InlineData("using System.IO;")]
    [InlineData("")]
    [InlineData("// nothing")]
    [InlineData("var x = 1;")]
    [InlineData("Console.WriteLine(1)")]
    [InlineData("await Task.Delay(1)")]
    [InlineData("#nullable enable")]
    public void A_cell_without_a_value_has_no_result(string code)
    {
        Assert.Null(Run(code).Result);
        Assert.Equal("7", Text("7"));
    }

    [Fact]
    public void A_null_value_is_shown_as_one() => Assert.Equal("<null>", Text("(string)null"));

    [Fact]
    public void Awaits_work_at_the_top_and_blocking_on_a_task_of_the_cell_does_not_deadlock()
    {
        Run("async Task<int> Later(int x) { await Task.Delay(5); await Task.Yield(); return x; }");
        Assert.Equal("4", Text("await Later(4)"));
        Assert.Equal("5", Text("Later(5).Result"));
        Assert.Equal("6", Text("await Task.Delay(2); int y = Later(6).GetAwaiter().GetResult(); y"));
        Assert.Equal("True", Text("int id = Environment.CurrentManagedThreadId; await Task.Delay(5); id == Environment.CurrentManagedThreadId"));
    }

    [Fact]
    public void A_compile_error_has_line_column_and_the_line_itself()
    {
        CellError error = Fail("var a = 1;\nfor (int i = 0; i < 3; i++) { int b = a + missing; }");
        Assert.Equal("CompilationError", error.Name);
        Assert.Equal("(2,43): error CS0103: The name 'missing' does not exist in the current context", error.Value);
        Assert.Equal("    for (int i = 0; i < 3; i++) { int b = a + missing; }", error.Traceback[1]);
        Assert.Equal(new string(' ', 46) + "^", error.Traceback[2]);
        // Neither the error nor the cell's declarations stay behind.
        Assert.Contains("CS0103", Fail("a").Value);
    }

    [Theory]
    [InlineData("using var file = File.OpenRead(\"x\");", "(1,7)", true)]
    [InlineData("int a = 1;\nusing var file = File.OpenRead(\"x\");", "(2,11)", true)]
    [InlineData("int a = 1;\n  using Stream file = File.OpenRead(\"x\");", "(2,16)", true)]
    [InlineData("using System.IO\nint a = 1;", "(1,16)", false)]
    public void A_using_variable_at_the_top_of_a_cell_is_refused_with_what_to_write(string code, string place, bool variable)
    {
        string error = Fail(code).Value;
        Assert.StartsWith($"{place}: error CS", error);
        Assert.Equal(variable, error.Contains("A cell cannot declare 'using' variables"));
    }

    [Fact]
    public void A_syntax_error_has_its_place() => Assert.StartsWith("(1,9): error CS", Fail("int x = ;").Value);

    [Fact]
    public void Warnings_are_no_errors() => Assert.True(Run("int unused() { int z; return 1; } async Task F() { }").Succeeded);

    [Fact]
    public void An_exception_shows_the_cells_frames_and_no_plumbing()
    {
        Run("void Inner(int x)\n{\n    throw new InvalidOperationException(\"broken\");\n}");
        CellError error = Fail("\nawait Task.Delay(1);\nawait Task.Run(() => Inner(1));");
        Assert.Equal(("InvalidOperationException", "broken"), (error.Name, error.Value));
        string trace = string.Join('\n', error.Traceback);
        Assert.Contains("Inner(int x) in cell 1, line 3: throw new InvalidOperationException(\"broken\");", trace);
        Assert.Contains("at cell 2, line 3: await Task.Run(() => Inner(1));", trace);
        Assert.DoesNotContain("MoveNext", trace);
        Assert.DoesNotContain("Submission", trace);
        Assert.DoesNotContain("System.Threading", trace);
        Assert.DoesNotContain("MimLab.Kernel", trace);
    }

    [Fact]
    public void Endless_causes_and_nested_exceptions_are_told()
    {
        CellError error = Fail("throw new AggregateException(new InvalidOperationException(\"one\", new FormatException(\"two\")));");
        Assert.Equal("InvalidOperationException", error.Name);
        Assert.Contains(error.Traceback, line => line == "caused by FormatException: two");
    }

    [Fact]
    public void What_a_failing_cell_assigned_before_stays()
    {
        Fail("int kept = 5; if (kept == 5) throw new Exception(\"no\"); int lost = 6;");
        Assert.Equal("5", Text("kept"));
        Assert.Equal("0", Text("lost"));
    }

    [Fact]
    public void The_console_is_the_notebooks()
    {
        FrontEnd.Answers.Enqueue("Ada");
        Run("Console.Write(\"a\"); Console.WriteLine(1.5); Console.Error.WriteLine(\"e\"); var name = Console.ReadLine();");
        Assert.Equal("a1.5\n", FrontEnd.Written("stdout"));
        Assert.Equal("e\n", FrontEnd.Written("stderr"));
        Assert.Equal("Ada", Text("name"));
    }

    [Fact]
    public void What_a_background_task_writes_after_its_cell_still_arrives()
    {
        Run("var gate = new System.Threading.ManualResetEventSlim(); var late = Task.Run(() => { gate.Wait(); Console.Write(\"late\"); });");
        Run("gate.Set(); await late;");
        Assert.Equal("late", FrontEnd.Written("stdout"));
    }

    [Fact]
    public void A_cell_uses_what_csharp_14_offers()
    {
        Run("class Cell { public int Size { get; set => field = Math.Max(value, 1); } } static int Half(this int x) => x / 2;");
        Assert.Equal("1", Text("Cell cell = new(); cell?.Size = -3; cell.Size"));
        Assert.Equal("4", Text("9.Half()"));
        Assert.Equal("[ 1, 2, 3 ]", Text("int[] a = [1, 2]; int[] b = [.. a, 3]; b"));
    }

    [Theory]
    [InlineData("int x = 1;", Completeness.Complete, "")]
    [InlineData("x +", Completeness.Incomplete, "")]
    [InlineData("foreach (var x in y) {", Completeness.Incomplete, "    ")]
    [InlineData("void F() { if (true) {\n", Completeness.Incomplete, "        ")]
    [InlineData("int x = );", Completeness.Invalid, "")]
    [InlineData("#!time\nx", Completeness.Complete, "")]
    [InlineData("#!markdown\n# It's {", Completeness.Complete, "")]
    public void Completeness_is_told(string code, Completeness expected, string indent)
    {
        Assert.Equal(expected, Session.IsComplete(code, out string found));
        Assert.Equal(indent, found);
    }

    [Theory]
    [InlineData("Func<int, int> f = x => x + 1; f(1)", "2")]
    [InlineData("Action<int> f = x => Console.Write(x); f(1);", null)]
    [InlineData("int n = 0; new List<int> { 1, 2 }.ForEach(x => n += x); n", "3")]
    [InlineData("Func<int, Func<int, int>> add = x => y => x + y; add(1)(2)", "3")]
    [InlineData("Func<Task> f = async () => await Task.Yield(); await f(); 4", "4")]
    [InlineData("Func<Task<int>> f = async () => await Task.FromResult(5); await f()", "5")]
    [InlineData("await Task.Run(() => 6)", "6")]
    [InlineData("Func<int[]> f = () => [7]; f()[0]", "7")]
    [InlineData("Func<string> f = () => \"\" ?? throw new Exception(); Func<int> g = () => throw new Exception(); 8", "8")]
    [InlineData("System.Linq.Expressions.Expression<Func<int, int>> e = x => x + 1; e.Compile()(8)", "9")]
    [InlineData("int[] a = { 1 }; ref int First(int[] all) => ref all[0]; First(a) = 10; a[0]", "10")]
    [InlineData("void Set(ref int x) => x = 11; int y = 0; Set(ref y); y", "11")]
    [InlineData("async Task Wait() => await Task.Yield(); async Task<int> Get() => await Task.FromResult(12); await Wait(); await Get()", "12")]
    [InlineData("int z = 0; while (z < 13) z++; do z++; while (z < 13); for (; z < 13; z++); foreach (var q in new[] { 1 }) if (q > 1) z--; else z--; z", "13")]
    [InlineData("$\"{new[] { 1, 14 }.Where(x => x > 1).Select(x => $\"{x:D}\").First(),3}\"", " 14")]
    [InlineData("(from x in new[] { 1, 15 } where x > 1 select x).Single()", "15")]
    [InlineData("class Box<T>(T value) { public T Value => value; public static implicit operator Box<T>(T value) => new(value); } ((Box<int>)16).Value", "16")]
    [InlineData("int k = 0; top: k++; if (k < 17) goto top; k", "17")]
    public void Checks_for_interruption_change_no_meaning(string code, string? expected) => Assert.Equal(expected, Text(code));

    [Fact]
    public void What_a_cell_held_goes_when_it_runs_again()
    {
        const string Cell = "var data = new byte[10]; int Size() => data.Length; Func<int> size = () => data.Length; handles.Add(new WeakReference(data)); Size() + size()";
        Run("var handles = new List<WeakReference>();");
        for (int i = 0; i < 5; i++) Assert.Equal("20", Text(Cell));
        Assert.Equal("1", Text("GC.Collect(); GC.WaitForPendingFinalizers(); GC.Collect(); handles.Count(one => one.IsAlive)"));
        Assert.Equal("10", Text("Size()"));
    }

    [Fact]
    public void A_function_keeps_the_variables_that_it_was_declared_with()
    {
        Run("int size = 1; int Size() => size; int Other() => 5;");
        Run("int size = 2; int Other() => 6;");
        Assert.Equal("1 2 6", Text("$\"{Size()} {size} {Other()}\""));
    }

    [Fact]
    public void Hundreds_of_cells_cost_little_each()
    {
        for (int i = 0; i < 20; i++) Run($"var a{i % 5} = {i}; Enumerable.Range(0, a{i % 5}).Sum(x => x)");
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int i = 0; i < 200; i++) Run($"var a{i % 5} = {i}; Enumerable.Range(0, a{i % 5}).Sum(x => x)");
        // Some 100 KB of compiler state a cell; references named anew in each submission made it megabytes, and more with each
        // cell.
        Assert.InRange((GC.GetTotalMemory(forceFullCollection: true) - before) / 200, -1_000_000, 400_000);
    }
}
