// Replaces each static chart by its interactive twin, in the reader's light or dark colours.
(() => {
  const dark = matchMedia('(prefers-color-scheme: dark)');

  const themed = (layout) => {
    const ink = dark.matches
      ? { text: '#c9d1d9', grid: '#30363d', line: '#6e7681', ground: '#161b22' }
      : { text: '#3d444d', grid: '#d8dee4', line: '#8c959f', ground: '#ffffff' };
    const copy = structuredClone(layout);
    delete copy.title; // the page has it as a heading
    copy.margin.t -= 28;
    copy.font = { ...copy.font, color: ink.text };
    copy.hoverlabel = { bgcolor: ink.ground, bordercolor: ink.line, font: { color: ink.text } };
    copy.modebar = { bgcolor: 'rgba(0,0,0,0)', color: ink.line, activecolor: ink.text };
    for (const name of ['xaxis', 'yaxis', 'xaxis2', 'yaxis2'])
      if (copy[name]) Object.assign(copy[name], { gridcolor: ink.grid, linecolor: ink.line, tickcolor: ink.line });
    return copy;
  };

  for (const chart of document.querySelectorAll('figure.chart')) {
    const figure = JSON.parse(chart.querySelector('script[type="application/json"]').textContent);
    const stage = chart.querySelector('.stage');
    const draw = () => Plotly.react(stage, figure.data, themed(figure.layout), figure.config);
    chart.classList.add('live');
    Promise.resolve().then(draw).catch((error) => {
      chart.classList.remove('live');
      console.warn('The static chart stays: ' + error);
    });
    dark.addEventListener('change', draw);
  }
})();
