/** @file Names of TeX for characters that Unicode has, as far as titles and abstracts of arXiv use them. */

const named = `
  alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ lambda λ mu μ nu ν xi ξ pi π
  varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς tau τ upsilon υ phi ϕ varphi φ chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ
  Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω times × cdot · div ÷ pm ± mp ∓ ast ∗ star ⋆ circ ∘ bullet • oplus ⊕ ominus ⊖ otimes ⊗
  odot ⊙ leq ≤ le ≤ leqslant ≤ geq ≥ ge ≥ geqslant ≥ neq ≠ ne ≠ approx ≈ sim ~ simeq ≃ cong ≅ equiv ≡ propto ∝ ll ≪ gg ≫ lesssim ≲
  gtrsim ≳ prec ≺ succ ≻ in ∈ notin ∉ ni ∋ subset ⊂ supset ⊃ subseteq ⊆ supseteq ⊇ cup ∪ cap ∩ setminus ∖ emptyset ∅ forall ∀ exists
  ∃ neg ¬ lnot ¬ land ∧ wedge ∧ lor ∨ vee ∨ vdash ⊢ models ⊨ top ⊤ bot ⊥ perp ⊥ to → rightarrow → longrightarrow → leftarrow ← gets
  ← leftrightarrow ↔ Rightarrow ⇒ implies ⇒ Leftarrow ⇐ Leftrightarrow ⇔ iff ⇔ mapsto ↦ uparrow ↑ downarrow ↓ nearrow ↗ searrow ↘
  infty ∞ partial ∂ nabla ∇ int ∫ sum ∑ prod ∏ sqrt √ angle ∠ triangle △ square □ ell ℓ hbar ℏ Re ℜ Im ℑ aleph ℵ prime ′ dagger †
  ddagger ‡ degree ° textdegree ° ldots … dots … cdots ⋯ vdots ⋮ dotsc … textellipsis … lvert | rvert | lVert ‖ rVert ‖ mid |
  parallel ∥ langle ⟨ rangle ⟩ lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉ checkmark ✓ textregistered ® texttrademark ™ textcopyright ©
  copyright © pounds £ euro € S § P ¶ textendash – textemdash — textquotesingle ' ie i.e. LaTeX LaTeX TeX TeX`;

export const symbols: Readonly<Record<string, string>> = Object.fromEntries([
  ...Array.from(named.matchAll(/(\w+)\s+(\S+)/g), ([, name, character]) => [name, character]),
  ["quad", " "],
  ["qquad", " "],
]);

const tableOf = (from: string, to: string): Record<string, string> => {
  const targets = [...to];
  return Object.fromEntries([...from].map((character, i) => [character, targets[i]]));
};

export const superscripts: Readonly<Record<string, string>> = tableOf(
  "0123456789+-−=()ninkTmthdsrxyabcegijopuvwlf",
  "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱⁿᵏᵀᵐᵗʰᵈˢʳˣʸᵃᵇᶜᵉᵍⁱʲᵒᵖᵘᵛʷˡᶠ",
);

export const subscripts: Readonly<Record<string, string>> = tableOf(
  "0123456789+-−=()aehijklmnoprstuvx",
  "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ",
);
