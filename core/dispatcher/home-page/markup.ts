// The home page's content.

export const homeMarkup = `
<header>
  <h1>ImageServer</h1>
  <p>Keeps your original images and gives them back in every size and format, by URL.</p>
</header>
<main>
  <section id="store">
    <h2><b>1</b> Store a photo</h2>
    <form id="upload">
      <label>Token <input id="token" type="password" autocomplete="off" required placeholder="the file “token” in the data directory"></label>
      <label>Photo <input id="file" type="file" accept="image/*"></label>
      <label>Name <input id="name" maxlength="512" placeholder="photo.jpg"></label>
      <div class="row">
        <button type="submit">Store it</button>
        <button type="button" id="sample" class="quiet">No photo at hand: draw one</button>
      </div>
    </form>
    <p id="said" role="status"></p>
    <details>
      <summary>The same with curl</summary>
      <pre id="curl-upload"></pre>
    </details>
  </section>
  <section id="see" hidden>
    <h2><b>2</b> See it transformed</h2>
    <form id="transform">
      <label>Options <input id="options" spellcheck="false" autocomplete="off"></label>
      <div class="row" id="chips"></div>
    </form>
    <figure>
      <img id="result" alt="The transformed photo">
      <figcaption id="facts"></figcaption>
    </figure>
    <p><a id="link" target="_blank" rel="noopener"></a></p>
    <h2>A few more of the same photo</h2>
    <div id="gallery"></div>
  </section>
</main>
<footer>
  <p><code>GET /img/{options}/{name}</code> transforms, <code>GET /original/{name}</code> gives the stored bytes,
  <code>PUT /api/images/{name}</code> stores. The README has every option.</p>
</footer>
`;
